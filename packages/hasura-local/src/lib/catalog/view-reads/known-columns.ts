/** A column of one of a query's relations: the relation's place in the range table and the column's number. */
export type ColumnPlace = `${number}.${number}`;

/**
 * Columns of which it is known that they equal columns of the view, by the numbers of those, in all rows that matter
 * to the view's rows with given values.
 */
export type KnownColumns = ReadonlyMap<ColumnPlace, ReadonlySet<number>>;

export const nothingKnown: KnownColumns = new Map();

/** Two columns that are equal, or one that equals something with those columns of the view. */
export type Equality = readonly [ColumnPlace, ColumnPlace | ReadonlySet<number>];

export function bothKnown(first: KnownColumns, second: KnownColumns): KnownColumns {
  const both = new Map<ColumnPlace, Set<number>>();
  for (const known of [first, second]) {
    for (const [place, columns] of known) addTo(both, place, columns);
  }
  return both;
}

/** All that follows. */
export function closure(known: KnownColumns, equalities: readonly Equality[]): KnownColumns {
  const closed = bothKnown(known, nothingKnown) as Map<ColumnPlace, Set<number>>;
  for (let grows = true; grows;) {
    grows = false;
    for (const [left, right] of equalities) {
      if (typeof right !== "string") grows = addTo(closed, left, right) || grows;
      else {
        grows = addTo(closed, left, closed.get(right)) || grows;
        grows = addTo(closed, right, closed.get(left)) || grows;
      }
    }
  }
  return closed;
}

/** What follows in one step of columns of `from` for the others. */
export function derived(
  known: KnownColumns,
  equalities: readonly Equality[],
  from: (place: ColumnPlace) => boolean,
): KnownColumns {
  const found = new Map<ColumnPlace, Set<number>>();
  for (const [left, right] of equalities) {
    if (typeof right !== "string") continue;
    if (from(left) && !from(right)) addTo(found, right, known.get(left));
    if (from(right) && !from(left)) addTo(found, left, known.get(right));
  }
  return found;
}

/** @returns whether anything is new. */
function addTo(
  known: Map<ColumnPlace, Set<number>>,
  place: ColumnPlace,
  columns: ReadonlySet<number> = new Set(),
): boolean {
  const there = known.get(place) ?? new Set();
  const before = there.size;
  for (const column of columns) there.add(column);
  if (there.size > 0) known.set(place, there);
  return there.size > before;
}
