import { around } from "../polar.ts";
import { Leaf } from "./leaf.tsx";

const radishes = ["-18 -8", "20 -16", "6 24"];

/** A green salad with radishes. */
export function GreensDish() {
  return (
    <>
      {around(9, 8).map((angle) => (
        <Leaf key={angle} transform={`rotate(${angle}) translate(0 -14) scale(1.12)`} isDeep />
      ))}
      {around(7, 30).map((angle) => (
        <Leaf key={angle} transform={`rotate(${angle.toFixed(1)}) translate(0 -4) scale(1)`} />
      ))}
      {radishes.map((at) => (
        <g key={at} transform={`translate(${at})`}>
          <circle r={13} className="fill-tomato" />
          <circle r={10.5} className="fill-china" />
          <circle r={4} className="fill-china-shade" />
        </g>
      ))}
    </>
  );
}
