/** A leaf with its midrib, growing upwards from the origin, 40 units long. */
export function Leaf({ transform, isDeep = false }: { transform: string; isDeep?: boolean }) {
  return (
    <g transform={transform}>
      <path d="M0 0C-15-8-15-28 0-42 15-28 15-8 0 0Z" className={isDeep ? "fill-leaf-deep" : "fill-leaf"} />
      <path
        d="M0-2V-34"
        className={isDeep ? "stroke-leaf" : "stroke-leaf-deep"}
        strokeWidth={1.6}
        strokeLinecap="round"
      />
    </g>
  );
}
