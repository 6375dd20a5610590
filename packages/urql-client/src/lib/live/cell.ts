/** A column of a row: the values it went through, and how far each stream is. */
export interface Cell {
  values: unknown[];
  at: Map<string, number>;
}

/** A stream says a value: at its next place, or between its own and those of streams that have gone further. */
export function place(cell: Cell, stream: string, value: unknown, doubted: ReadonlySet<string>): void {
  const { values, at } = cell;
  const before = at.get(stream);
  let now = before === undefined ? values.lastIndexOf(value) : values[before] === value ? before : -1;
  if (before !== undefined && now < 0) now = values.indexOf(value, before + 1);
  if (now < 0) {
    at.delete(stream);
    const ahead = newestAt(cell, doubted);
    // Another one has gone further: this may be what it skipped. If it is not, the other one will say it, too.
    if (ahead > (before ?? -1)) {
      values.splice(ahead, 0, value);
      for (const [other, position] of at) if (position >= ahead) at.set(other, position + 1);
      now = ahead;
    } else now = values.push(value) - 1;
  }
  at.set(stream, now);
}

/** Forgets values that nobody says any more. */
export function forget({ values, at }: Cell): void {
  values.length = Math.max(...at.values()) + 1;
}

/** @returns Where the newest value is that a stream says which is not doubted; -1 if there is none. */
export function newestAt({ at }: Cell, doubted: ReadonlySet<string>): number {
  let newest = -1;
  for (const [stream, position] of at) if (!doubted.has(stream)) newest = Math.max(newest, position);
  return newest;
}
