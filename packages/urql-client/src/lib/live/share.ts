/**
 * The next value with every part that did not change taken from the previous one, so that identity tells what changed.
 * @returns `previous` itself when both are structurally equal.
 */
export function shareStructure<T>(previous: unknown, next: T): T {
  return share(previous, next) as T;
}

function share(previous: unknown, next: unknown): unknown {
  if (Object.is(previous, next)) return previous;
  if (typeof previous !== "object" || typeof next !== "object" || previous === null || next === null)
    return next;
  if (Array.isArray(next)) return Array.isArray(previous) ? shareArray(previous, next) : next;
  if (Array.isArray(previous)) return next;
  return shareObject(previous as Record<string, unknown>, next as Record<string, unknown>);
}

function shareObject(previous: Record<string, unknown>, next: Record<string, unknown>): unknown {
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(previous).length;
  const result = { ...next };
  for (const key of keys) {
    const isKnown = Object.hasOwn(previous, key);
    const value = isKnown ? share(previous[key], next[key]) : next[key];
    // A column of JSON may have any key; assigning this one means something else.
    if (key !== "__proto__") result[key] = value;
    same &&= isKnown && Object.is(value, previous[key]);
  }
  return same ? previous : result;
}

// Rows are matched by identity first, so that a row keeps its reference when others come and go around it.
function shareArray(previous: readonly unknown[], next: readonly unknown[]): unknown {
  let same = previous.length === next.length;
  const byId = new Map<unknown, unknown>();
  for (const row of previous) {
    const id = rowId(row);
    if (id !== undefined) byId.set(id, row);
  }
  const result = next.map((row, position) => {
    const id = rowId(row);
    const partner = id === undefined ? previous[position] : byId.get(id);
    const value = share(partner, row);
    same &&= Object.is(value, previous[position]);
    return value;
  });
  return same ? previous : result;
}

function rowId(row: unknown): unknown {
  return typeof row === "object" && row !== null && "id" in row ? row.id : undefined;
}
