import { around, wedge } from "../polar.ts";
import { Leaf } from "./leaf.tsx";

const segments = around(9).map((angle) => wedge(angle, 15, 5, 24));

function Half({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <circle r={35} className="fill-saffron" />
      <circle r={31} className="fill-china" />
      {segments.map((d) => (
        <path
          key={d}
          d={d}
          className="fill-saffron stroke-saffron"
          strokeWidth={2.6}
          strokeLinejoin="round"
        />
      ))}
    </g>
  );
}

/** Halved lemons with their leaves. */
export function LemonDish() {
  return (
    <>
      <Leaf transform="translate(-6 -34) rotate(-52)" />
      <Leaf transform="translate(0 -30) rotate(16) scale(.85)" isDeep />
      <Half transform="translate(-22 4) rotate(8)" />
      <g transform="translate(29 20) rotate(34)">
        <path d="M0-34C22-30 30-12 30 0S22 30 0 34C-22 30-30 12-30 0S-22-30 0-34Z" className="fill-saffron" />
        <path
          d="M-16-14C-12-22-6-25 0-26"
          className="fill-none stroke-butter"
          strokeWidth={5}
          strokeLinecap="round"
        />
      </g>
    </>
  );
}
