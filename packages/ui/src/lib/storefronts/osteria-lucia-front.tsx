function Arch({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <path d="M-40 262V186a40 38 0 0 1 80 0V262Z" className="fill-butter" />
      <path d="M-32 262V188a32 30 0 0 1 64 0V262Z" className="fill-tomato-deep" />
    </g>
  );
}

function Shutters({ x }: { x: number }) {
  return (
    <g transform={`translate(${x} 68)`}>
      <path d="M-13 0H13V52H-13Z" className="fill-butter" />
      <path d="M0 0V52M-13 26H13" className="stroke-china" strokeWidth={3} />
      <path d="M-30-2H-14V54H-30ZM14-2H30V54H14Z" className="fill-leaf-deep" />
      <path
        d="M-27 8H-17M-27 18H-17M-27 28H-17M-27 38H-17M17 8H27M17 18H27M17 28H27M17 38H27"
        className="stroke-leaf"
        strokeWidth={2.5}
      />
      <path d="M-18 54H18V60H-18Z" className="fill-china" />
      <path d="M-16 54a7 7 0 0 1 11-4 7 7 0 0 1 10 0 7 7 0 0 1 11 4Z" className="fill-leaf" />
    </g>
  );
}

/** A red house over an arcade, with green shutters, a striped awning and a table for two. */
export function OsteriaLuciaFront() {
  return (
    <>
      <path d="M48 46H352V262H48Z" className="fill-tomato" />
      <path d="M38 36H362V50H38Z" className="fill-crust-deep" />
      <path d="M48 136H352V144H48Z" className="fill-butter" />
      {[104, 200, 296].map((x) => (
        <Shutters key={x} x={x} />
      ))}
      {[104, 200, 296].map((x) => (
        <Arch key={x} x={x} />
      ))}
      <path d="M176 262V206H224V262Z" className="fill-crust" />
      <path d="M200 206V262" className="stroke-crust-deep" strokeWidth={3} />
      <path d="M158 182H242L252 210H148Z" className="fill-china" />
      <path
        d="M158 182H172L166.7 210H148ZM186 182H200V210H183.5ZM214 182H228L235 210H217.5Z"
        className="fill-leaf"
      />
      <path
        d="M148 210a8.7 8 0 0 0 17.3 0 8.7 8 0 0 0 17.3 0 8.7 8 0 0 0 17.4 0 8.7 8 0 0 0 17.3 0 8.7 8 0 0 0 17.3 0 8.7 8 0 0 0 17.4 0Z"
        className="fill-china-shade"
      />
      <path
        d="M288 236V266M276 268H300"
        className="stroke-crust-deep"
        strokeWidth={5}
        strokeLinecap="round"
      />
      <path d="M262 228H314L308 240H268Z" className="fill-china" />
      <path
        d="M272 228c-6-5-6-12-4-16h8c2 4 2 11-4 16ZM306 228c-6-5-6-12-4-16h8c2 4 2 11-4 16Z"
        className="fill-wine"
      />
      <path d="M285 228V210h2V202h4V210h2V228Z" className="fill-leaf-deep" />
      <path d="M104 262V250M92 262 96 240H112L116 262Z" className="fill-crust" />
      <circle cx={104} cy={228} r={17} className="fill-leaf" />
      <circle cx={99} cy={222} r={3} className="fill-saffron" />
      <circle cx={110} cy={231} r={3} className="fill-saffron" />
    </>
  );
}
