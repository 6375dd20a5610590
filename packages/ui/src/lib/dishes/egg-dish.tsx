import { Leaf } from "./leaf.tsx";

const pepper = ["-12 -22", "-2 -30", "12 -26", "-24 4", "20 6", "2 14"];

/** A fried egg on toast with chives. */
export function EggDish() {
  return (
    <>
      <g transform="rotate(-9)">
        <rect x={-50} y={-44} width={100} height={90} rx={20} className="fill-crust-deep" />
        <rect x={-45} y={-39} width={90} height={80} rx={16} className="fill-crust" />
      </g>
      <path
        d="M-8-38C14-46 36-34 38-12 42 6 34 14 32 24 26 40 4 36-10 38-28 40-42 26-38 8-36-4-42-8-36-20-31-31-18-34-8-38Z"
        className="fill-china"
      />
      <circle cx={0} cy={-3} r={19} className="fill-saffron" />
      <path
        d="M-10-9C-8-15-3-17 2-17"
        className="fill-none stroke-butter"
        strokeWidth={4}
        strokeLinecap="round"
      />
      {pepper.map((at) => (
        <circle key={at} r={1.6} transform={`translate(${at})`} className="fill-crust-deep" />
      ))}
      <Leaf transform="translate(44 40) rotate(-40) scale(.7)" />
      <Leaf transform="translate(44 40) rotate(-88) scale(.6)" isDeep />
    </>
  );
}
