import { around, wedge } from "../polar.ts";
import { Leaf } from "./leaf.tsx";

const chambers = around(6).map((angle) => wedge(angle, 21, 7, 20));

function Slice({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <circle r={30} className="fill-tomato-deep" />
      <circle r={28} className="fill-tomato" />
      {chambers.map((d) => (
        <path
          key={d}
          d={d}
          className="fill-plum-flesh stroke-plum-flesh"
          strokeWidth={3}
          strokeLinejoin="round"
        />
      ))}
      {around(6).map((angle) => (
        <circle key={angle} cx={0} cy={-15} r={1.9} transform={`rotate(${angle})`} className="fill-butter" />
      ))}
    </g>
  );
}

/** Sliced tomatoes with basil. */
export function TomatoDish() {
  return (
    <>
      <Slice transform="translate(-22 -20)" />
      <Slice transform="translate(26 -8) rotate(25) scale(.92)" />
      <Slice transform="translate(-8 27) rotate(12) scale(.96)" />
      <Leaf transform="translate(14 22) rotate(118) scale(.72)" />
      <Leaf transform="translate(14 22) rotate(64) scale(.6)" isDeep />
      <Leaf transform="translate(-34 12) rotate(-96) scale(.5)" isDeep />
    </>
  );
}
