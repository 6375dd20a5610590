const looks = {
  bun: "M0-20a9 9 0 1 0 .1 0Z",
  plain: "",
  tail: "M-8 18C-14 40-4 50 2 54 8 44 12 32 8 18Z",
} as const;

/** Props of {@link Guest}. */
export interface GuestProps {
  transform: string;
  shirt: string;
  skin: string;
  hair: string;
  look?: keyof typeof looks;
  /** Ends of the left and the right arm, from the middle of the head, in user units: `x y`. */
  left?: string;
  right?: string;
}

/** Somebody at a table, seen from above and looking up the page. */
export function Guest({
  transform,
  shirt,
  skin,
  hair,
  look = "plain",
  left = "-46 -62",
  right = "46 -62",
}: GuestProps) {
  return (
    <g transform={transform}>
      {[
        { from: "-50 10", by: "-74 -28", to: left },
        { from: "50 10", by: "74 -28", to: right },
      ].map(({ from, by, to }) => (
        <g key={from}>
          <path
            d={`M${from}Q${by} ${to}`}
            className={`fill-none stroke-current ${shirt}`}
            strokeWidth={23}
            strokeLinecap="round"
          />
          <circle r={11} transform={`translate(${to})`} className={skin} />
        </g>
      ))}
      <path
        d="M-66 24C-66-6-40-16 0-16S66-6 66 24 40 46 0 46-66 54-66 24Z"
        className={`fill-current ${shirt}`}
      />
      {looks[look] ? <path d={looks[look]} transform="scale(1.3)" className={hair} /> : null}
      <circle r={31} className={hair} />
    </g>
  );
}
