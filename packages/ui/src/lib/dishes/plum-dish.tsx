import { Leaf } from "./leaf.tsx";

function Half({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <ellipse rx={27} ry={30} className="fill-plum" />
      <ellipse rx={23} ry={26} className="fill-plum-flesh" />
      <ellipse rx={16} ry={19} className="fill-saffron opacity-45" />
      <ellipse rx={8} ry={11} className="fill-crust-deep" />
    </g>
  );
}

/** Plums, whole and halved. */
export function PlumDish() {
  return (
    <>
      <Leaf transform="translate(24 -22) rotate(62) scale(.85)" />
      <g transform="translate(10 -26)">
        <circle r={28} className="fill-plum" />
        <path d="M-4-26C4-12 4 8-2 26" className="fill-none stroke-plum-flesh/50" strokeWidth={2} />
        <path
          d="M-18-10C-16-17-12-20-8-21"
          className="fill-none stroke-plum-flesh/70"
          strokeWidth={4}
          strokeLinecap="round"
        />
      </g>
      <Half transform="translate(-26 14) rotate(-24)" />
      <Half transform="translate(28 24) rotate(28)" />
    </>
  );
}
