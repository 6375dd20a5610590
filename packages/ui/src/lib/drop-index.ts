/** Where a row stands, in pixels from the top of its list. */
export interface RowBox {
  top: number;
  height: number;
}

/**
 * Finds the place at which a dragged row would be dropped: it passes a neighbour when its own middle
 * passes the neighbour's.
 *
 * @param rows Boxes of all rows, in order, as they stand while nothing is dragged.
 * @param from Index of the dragged row.
 * @param offset How far it was dragged, in pixels; negative is up.
 * @returns Index of the row after the drop.
 */
export function dropIndex(rows: readonly RowBox[], from: number, offset: number): number {
  const dragged = rows[from];
  if (!dragged) return from;
  const middle = dragged.top + dragged.height / 2 + offset;
  let index = 0;
  rows.forEach((row, at) => {
    if (at !== from && middle > row.top + row.height / 2) index += 1;
  });
  return index;
}

/**
 * Moves one element of a list.
 *
 * @param list The list; it is not changed.
 * @param from Index of the element.
 * @param to Its index afterwards.
 * @returns The new list.
 */
export function moved<Element>(list: readonly Element[], from: number, to: number): Element[] {
  const rest = list.filter((_, index) => index !== from);
  const element = list[from];
  if (element !== undefined) rest.splice(to, 0, element);
  return rest;
}
