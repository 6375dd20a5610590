const star =
  "M0-15 4.2-10.4 10.6-10.6 10.4-4.2 15 0 10.4 4.2 10.6 10.6 4.2 10.4 0 15-4.2 10.4-10.6 10.6-10.4 4.2-15 0-10.4-4.2-10.6-10.6-4.2-10.4Z";

function Lantern({ x, length }: { x: number; length: number }) {
  return (
    <g transform={`translate(${x} 86)`}>
      <path d={`M0 0V${length}`} className="stroke-crust-deep" strokeWidth={2.5} />
      <path
        d={`M-9 ${length + 6} 0 ${length - 4} 9 ${length + 6} 6 ${length + 24}H-6Z`}
        className="fill-tomato-deep"
      />
      <path d={`M-5 ${length + 8}H5L3.5 ${length + 21}H-3.5Z`} className="fill-butter" />
    </g>
  );
}

/** A house the colour of saffron, with pointed arches, starred tiles and lanterns. */
export function SaffronHouseFront() {
  return (
    <>
      <path d="M56 46H344V262H56Z" className="fill-saffron" />
      <path d="M48 38H352V50H48ZM48 250H352V262H48Z" className="fill-crust" />
      <path d="M56 56H344V86H56Z" className="fill-slate-deep" />
      {[82, 121, 160, 200, 240, 279, 318].map((x) => (
        <path key={x} d={star} transform={`translate(${x} 71) scale(.8)`} className="fill-butter" />
      ))}
      <path
        d="M146 250V166C146 132 184 120 200 96 216 120 254 132 254 166V250Z"
        className="fill-slate-deep"
      />
      <path
        d="M156 250V170C156 142 186 130 200 112 214 130 244 142 244 170V250Z"
        className="fill-tomato-deep"
      />
      <path
        d="M168 250V184C168 164 190 154 200 142 210 154 232 164 232 184V250Z"
        className="fill-crust-deep"
      />
      <path d="M200 142V250" className="stroke-crust" strokeWidth={3} />
      <circle cx={193} cy={206} r={3} className="fill-saffron" />
      <circle cx={207} cy={206} r={3} className="fill-saffron" />
      {[100, 300].map((x) => (
        <g key={x} transform={`translate(${x} 0)`}>
          <path d="M-26 226V168C-26 146-8 138 0 124 8 138 26 146 26 168V226Z" className="fill-crust" />
          <path d="M-19 226V172C-19 154-6 146 0 136 6 146 19 154 19 172V226Z" className="fill-butter" />
          <path d="M0 136V226M-19 180H19M-19 203H19" className="stroke-crust" strokeWidth={3} />
          <path d="M-30 226H30V234H-30Z" className="fill-crust-deep" />
        </g>
      ))}
      <Lantern x={140} length={26} />
      <Lantern x={260} length={26} />
      <path d="M160 269 168 262H232L240 269Z" className="fill-plum" />
    </>
  );
}
