/** A scored loaf with butter. */
export function BreadDish() {
  return (
    <>
      <g transform="rotate(-24)">
        <ellipse rx={66} ry={40} className="fill-crust-deep" />
        <ellipse cy={-2} rx={62} ry={35} className="fill-crust" />
        {[-36, -12, 12, 36].map((x) => (
          <path
            key={x}
            d={`M${x - 6}-20C${x + 8}-8 ${x + 8} 6 ${x - 2} 18`}
            className="fill-none stroke-butter"
            strokeWidth={7}
            strokeLinecap="round"
          />
        ))}
      </g>
      <g transform="translate(34 44) rotate(14)">
        <rect x={-17} y={-12} width={34} height={24} rx={5} className="fill-saffron" />
        <rect x={-17} y={-12} width={34} height={17} rx={5} className="fill-butter" />
      </g>
    </>
  );
}
