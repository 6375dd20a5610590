/** A glass seen from above. */
export function Glass({ transform, fill }: { transform: string; fill: string }) {
  return (
    <g transform={transform}>
      <circle r={19} className="fill-china/70" />
      <circle r={15} className={fill} />
      <path
        d="M-8-7C-6-11-2-12 2-12"
        className="fill-none stroke-china/70"
        strokeWidth={3}
        strokeLinecap="round"
      />
    </g>
  );
}
