/** A place that is laid: fork, plate and knife, for somebody who sits below it. */
export function Place({ transform }: { transform: string }) {
  return (
    <g transform={transform}>
      <path
        d="M-62-26V-8M-56-26V-8M-68-26V-8M-68-8h12M-62-8V34M62-28V34"
        className="fill-none stroke-slate/55"
        strokeWidth={3.4}
        strokeLinecap="round"
      />
      <circle r={46} className="fill-china" />
      <circle r={33} className="fill-none stroke-china-shade" strokeWidth={2.5} />
    </g>
  );
}
