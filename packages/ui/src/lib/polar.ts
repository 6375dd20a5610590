/**
 * A point on a circle around the origin, as SVG coordinates.
 *
 * @param radius Distance from the origin, in user units.
 * @param degrees Clockwise from twelve o'clock.
 * @returns `x,y` with one decimal: short, and the same in every JavaScript engine.
 */
function polar(radius: number, degrees: number): string {
  const radians = ((degrees - 90) * Math.PI) / 180;
  return `${(radius * Math.cos(radians)).toFixed(1)},${(radius * Math.sin(radians)).toFixed(1)}`;
}

/**
 * A wedge that opens outwards, such as a segment of a lemon.
 *
 * @param at Middle of the wedge, in degrees clockwise from twelve o'clock.
 * @param spread Half of its opening, in degrees.
 * @param inner Distance of its tip from the origin, in user units.
 * @param outer Distance of its outer corners from the origin, in user units.
 * @returns The value for a path's `d`.
 */
export function wedge(at: number, spread: number, inner: number, outer: number): string {
  return `M${polar(inner, at)}L${polar(outer, at - spread)}Q${polar(outer * 1.12, at)} ${polar(outer, at + spread)}Z`;
}

/**
 * Angles that divide a circle evenly.
 *
 * @param count How many.
 * @param start The first, in degrees.
 * @returns The angles, in degrees.
 */
export function around(count: number, start = 0): number[] {
  return Array.from({ length: count }, (_, index) => start + (index * 360) / count);
}
