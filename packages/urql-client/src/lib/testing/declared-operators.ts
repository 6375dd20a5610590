/** How far a comparison is evaluated in the browser; the README prints this. */
export interface DeclaredOperator {
  names: readonly string[];
  /** What of it is evaluated; the rest, and everything where this is null, is `undefined`: not known. */
  evaluated: string | null;
}

/** All of Hasura's comparisons, and what the local evaluator knows of them. */
export const DECLARED_OPERATORS: readonly DeclaredOperator[] = [
  { names: ["_eq", "_neq", "_in", "_nin"], evaluated: "all types below" },
  { names: ["_gt", "_gte", "_lt", "_lte"], evaluated: "all types below; text only in `bytewise` columns" },
  { names: ["_is_null"], evaluated: "all types, but `json` and `jsonb` only where the column is never null" },
  { names: ["_like", "_nlike"], evaluated: "text" },
  { names: ["_ilike", "_nilike"], evaluated: "text, when both sides are ASCII" },
  {
    names: ["_similar", "_nsimilar"],
    evaluated: "text, with patterns of letters, digits, blanks, `-`, `%` and `_`",
  },
  {
    names: ["_regex", "_nregex", "_iregex", "_niregex"],
    evaluated:
      "text, with patterns of plain characters, `.`, escaped punctuation, `*`, `+`, `?`, `^` and `$`; `_iregex` when both sides are ASCII",
  },
  { names: ["_contains", "_contained_in"], evaluated: "`jsonb` and arrays" },
  { names: ["_has_key", "_has_keys_any", "_has_keys_all"], evaluated: "`jsonb`" },
  {
    names: ["_and", "_or", "_not"],
    evaluated: "with SQL's logic of null; what is certain decides, whatever the unknown is",
  },
  { names: ["object relationships"], evaluated: "when the other row is known" },
  { names: ["array relationships"], evaluated: "when a row that is known decides, or all are known" },
  { names: ["x_aggregate: count"], evaluated: "with `filter`, when all rows are known" },
  {
    names: ["x_aggregate: bool_and", "x_aggregate: bool_or", "x_aggregate: count of columns"],
    evaluated: null,
  },
  { names: ["_cast"], evaluated: null },
  {
    names: [
      "_ancestor",
      "_ancestor_any",
      "_descendant",
      "_descendant_any",
      "_matches",
      "_matches_any",
      "_matches_fulltext",
    ],
    evaluated: null,
  },
  { names: ["_st_…"], evaluated: null },
];

/** @returns The lines of the README's table. */
export function printDeclaredOperators(): string[] {
  return DECLARED_OPERATORS.map(
    ({ names, evaluated }) => `| ${names.map((name) => `\`${name}\``).join(" ")} | ${evaluated ?? "never"} |`,
  );
}
