/** @returns The scalar's name without list and null marks. */
export function baseType(type: string): string {
  return type.replace(/[[\]!]/g, "");
}

const RARE = /^\[|^(?:bigint|numeric|Float|float8|date|time|jsonb|bpchar)\b/;

/** Whether comparing values of a type takes parts that not every page loads. */
export function isRare(type: string): boolean {
  return RARE.test(type);
}

/** Whether null may be SQL's null or JSON's: the API shows both alike. */
export function isJsonType(type: string): boolean {
  return /^jsonb?\b/.test(type);
}
