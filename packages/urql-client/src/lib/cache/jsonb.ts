const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** Whether two JSON values are the same to `jsonb`: the order of keys does not count. */
export function isEqualJson(a: unknown, b: unknown): boolean {
  if (!isContainer(a) || !isContainer(b)) return a === b;
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqualJson(at(a, key), at(b, key)))
  );
}

/** `jsonb @> jsonb` (Postgres, "jsonb Containment and Existence"). */
export function containsJson(value: unknown, part: unknown): boolean {
  // At the top, and only there, an array may contain a bare value, and a bare value itself.
  if (!isContainer(part)) return Array.isArray(value) ? value.includes(part) : value === part;
  return isContainer(value) && containsAll(value, part);
}

function containsAll(value: object, part: object): boolean {
  if (Array.isArray(value) !== Array.isArray(part)) return false;
  const holds = (own: unknown, wanted: unknown): boolean =>
    isContainer(wanted) ? isContainer(own) && containsAll(own, wanted) : own === wanted;
  if (Array.isArray(value)) {
    return (part as unknown[]).every((wanted) => value.some((own) => holds(own, wanted)));
  }
  return Object.keys(part).every((key) => Object.hasOwn(value, key) && holds(at(value, key), at(part, key)));
}

/** What `jsonb ?` finds: keys of an object, strings in an array, a string itself. */
export function keysOfJson(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === "string");
  if (isContainer(value)) return Object.keys(value);
  return typeof value === "string" ? [value] : [];
}

function at(value: object, key: string): unknown {
  return (value as Record<string, unknown>)[key];
}
