import { around, wedge } from "../polar.ts";
import { Leaf } from "./leaf.tsx";

const segments = around(7).map((angle) => wedge(angle, 18, 3, 12));

/** A grilled fish with lemon and dill. */
export function FishDish() {
  return (
    <>
      <Leaf transform="translate(-24 -26) rotate(-20) scale(.62)" />
      <Leaf transform="translate(-18 -26) rotate(22) scale(.55)" isDeep />
      <g transform="rotate(-16)">
        <path d="M48 4 76-20C72-4 72 10 76 26Z" className="fill-slate-deep" />
        <path d="M-66 4C-50-26 10-32 54 4 10 38-50 34-66 4Z" className="fill-slate" />
        <path
          d="M-38-17C-26-4-26 12-38 25L-40 25C-54 20-62 12-66 4-62-4-54-12-38-17Z"
          className="fill-slate-deep"
        />
        <circle cx={-48} cy={-1} r={3.6} className="fill-china" />
        <path
          d="M-14-14-4 22M6-14 16 20M26-10 34 14"
          className="fill-none stroke-slate-deep"
          strokeWidth={4}
          strokeLinecap="round"
        />
      </g>
      <g transform="translate(24 36)">
        <circle r={18} className="fill-saffron" />
        <circle r={15} className="fill-china" />
        {segments.map((d) => (
          <path key={d} d={d} className="fill-saffron" />
        ))}
      </g>
    </>
  );
}
