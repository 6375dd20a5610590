const plates = [146, 182, 218, 254];
const bulbs = [0.1, 0.23, 0.37, 0.5, 0.63, 0.77, 0.9].map((at) => {
  return `${(36 + 328 * at).toFixed(1)},${(78 + 80 * at * (1 - at)).toFixed(1)}`;
});

/** A white house with blue tiles; through its one wide arch one sees one long table. */
export function LongTableFront() {
  return (
    <>
      <path d="M52 62 74 34H326L348 62Z" className="fill-tomato" />
      <path d="M52 62H348V70H52Z" className="fill-tomato-deep" />
      <path d="M64 70H336V262H64Z" className="fill-china" />
      <path d="M64 196H336V262H64Z" className="fill-slate" />
      <path
        d="m64 229 22-29 22 29 22-29 22 29 22-29 22 29 22-29 22 29 22-29 22 29 22-29 22 29 8-10.5M64 229l22 29 22-29 22 29 22-29 22 29 22-29 22 29 22-29 22 29 22-29 22 29 22-29 8 12"
        className="fill-none stroke-china"
        strokeWidth={3}
      />
      <path d="M100 262V168a100 76 0 0 1 200 0V262Z" className="fill-slate-deep" />
      <path d="M110 262V170a90 68 0 0 1 180 0V262Z" className="fill-butter" />
      <path d="M200 102V136M150 116V142M250 116V142" className="stroke-crust-deep" strokeWidth={2.5} />
      <path
        d="M186 150a14 14 0 0 1 28 0ZM138 154a12 12 0 0 1 24 0ZM238 154a12 12 0 0 1 24 0Z"
        className="fill-tomato"
      />
      <path d="M124 210H276V220H124Z" className="fill-crust" />
      <path d="M134 220V262M266 220V262" className="stroke-crust-deep" strokeWidth={7} />
      <path
        d="M150 262V238H174V262M226 262V238H250V262M188 262V238H212V262"
        className="fill-none stroke-crust"
        strokeWidth={5}
      />
      {plates.map((x) => (
        <ellipse key={x} cx={x} cy={208} rx={13} ry={4} className="fill-china" />
      ))}
      <path d="M196 206V180h3V170h4V180h3V206Z" className="fill-leaf-deep" />
      <path d="M36 78Q200 118 364 78" className="fill-none stroke-crust-deep" strokeWidth={2} />
      {bulbs.map((at) => (
        <circle key={at} r={5} transform={`translate(${at})`} className="fill-saffron" />
      ))}
    </>
  );
}
