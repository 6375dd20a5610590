import { generateKeyBetween } from "fractional-indexing";

/** What has a place in an order that people choose. */
export interface Positioned {
  id: string;
  /** Fractional index, compared byte by byte. */
  position: string;
}

/**
 * Orders by position, then by id: what the database does for `order_by: [{position: asc}, {id: asc}]`.
 *
 * @param one One row.
 * @param other Another.
 * @returns Negative when `one` comes first.
 */
export function byPosition(one: Positioned, other: Positioned): number {
  if (one.position !== other.position) return one.position < other.position ? -1 : 1;
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

/**
 * Finds a position for a row between two others. Two people who move rows to the same place at the same time make
 * equal positions; a row dropped between such twins goes right after them.
 *
 * @param rows All rows in order, without the one that moves.
 * @param previousId Row to come after; null for the front.
 * @param nextId Row to come before, used when `previousId` is gone by now.
 * @returns The position.
 */
export function positionBetween(
  rows: readonly Positioned[],
  previousId: string | null,
  nextId: string | null,
): string {
  const previousIndex = rows.findIndex((row) => row.id === previousId);
  const nextIndex = rows.findIndex((row) => row.id === nextId);
  const at =
    previousIndex >= 0
      ? previousIndex + 1
      : previousId === null
        ? 0
        : nextIndex >= 0
          ? nextIndex
          : rows.length;
  const before = rows[at - 1]?.position ?? null;
  const after = rows.slice(at).find((row) => before === null || row.position > before)?.position ?? null;
  return generateKeyBetween(before, after);
}

/**
 * Finds a position after the last row.
 *
 * @param rows All rows in order.
 * @returns The position.
 */
export function positionAtEnd(rows: readonly Positioned[]): string {
  return generateKeyBetween(rows.at(-1)?.position ?? null, null);
}
