/** What {@link loadParts} loads, in one piece. */
export { CHANGES } from "./rare-changes.ts";
export { predictRareInsert } from "./rare-inserts.ts";
export { OPERATORS } from "./rare-operators.ts";
export { compareRare } from "./rare-values.ts";
export { evaluateCount } from "./rare-where.ts";
