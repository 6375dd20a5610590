const flag = "M-15 0H15V25L10 31 5 25 0 31-5 25-10 31-15 25Z";
const flags = [
  { at: "translate(66 66) rotate(9)", fill: "fill-saffron" },
  { at: "translate(103 73) rotate(7)", fill: "fill-leaf" },
  { at: "translate(141 78) rotate(5)", fill: "fill-china" },
  { at: "translate(180 80.5) rotate(1)", fill: "fill-tomato" },
  { at: "translate(220 80.5) rotate(-1)", fill: "fill-slate" },
  { at: "translate(259 78) rotate(-5)", fill: "fill-saffron" },
  { at: "translate(297 73) rotate(-7)", fill: "fill-china" },
  { at: "translate(334 66) rotate(-9)", fill: "fill-leaf" },
];

function Cactus({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 262)`}>
      <path d="M-14-26H14L10 0H-10Z" className="fill-tomato-deep" />
      <path
        d="M0-26V-72M0-44H-14V-58M0-38H13V-50"
        className="fill-none stroke-leaf-deep"
        strokeWidth={11}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cy={-78} r={4} className="fill-plum-flesh" />
    </g>
  );
}

/** A pink house under paper flags, with a blue door and cactuses beside it. */
export function CasaMaizFront() {
  return (
    <>
      <path d="M58 44H96V32H142V44H176V24H224V44H258V32H304V44H342V262H58Z" className="fill-plum-flesh" />
      <path d="M58 234H342V262H58Z" className="fill-plum" />
      <path d="M160 262V170a40 40 0 0 1 80 0V262Z" className="fill-butter" />
      <path d="M168 262V172a32 32 0 0 1 64 0V262Z" className="fill-slate" />
      <path
        d="M200 140V262M176 190H192V214H176ZM208 190H224V214H208ZM176 224H192V252H176ZM208 224H224V252H208Z"
        className="fill-none stroke-slate-deep"
        strokeWidth={3}
      />
      <circle cx={194} cy={218} r={2.8} className="fill-saffron" />
      {[108, 292].map((x) => (
        <g key={x} transform={`translate(${x} 0)`}>
          <path d="M-26 140H26V204H-26Z" className="fill-china" />
          <path d="M-20 146H20V204H-20Z" className="fill-saffron" />
          <path
            d="M-10 146V204M0 146V204M10 146V204M-20 176H20"
            className="stroke-crust-deep"
            strokeWidth={2.5}
          />
          <path d="M-30 204H30V212H-30Z" className="fill-china" />
        </g>
      ))}
      <circle cx={200} cy={54} r={12} className="fill-saffron" />
      <path d="M40 60Q200 104 360 60" className="fill-none stroke-crust-deep" strokeWidth={2.5} />
      {flags.map(({ at, fill }) => (
        <g key={at} transform={at}>
          <path d={flag} className={fill} />
          <path d="M-7 8V16M0 6V18M7 8V16" className="stroke-plum" strokeWidth={2.5} strokeLinecap="round" />
        </g>
      ))}
      <Cactus x={136} />
      <Cactus x={266} />
    </>
  );
}
