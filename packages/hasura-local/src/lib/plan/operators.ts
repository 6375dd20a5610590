import { arrayOf, baseType, isTextual, textType } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";

/** One comparison that `where` and permission filters know. */
export interface Operator {
  /** The name without its mark: `eq` for `_eq` and `$eq`. */
  name: string;
  /** How SQL writes it between the two sides. */
  sql: string;
  /** What the right side is: the column's type, a list of it, or a type of its own. */
  operand: "same" | "list" | CatalogType;
  /** The right side is wrapped so that the operator tries each element. */
  quantifier?: "ANY" | "ALL";
  description: string | null;
}

const equality: Operator[] = [
  { name: "eq", sql: "=", operand: "same", description: null },
  { name: "neq", sql: "<>", operand: "same", description: null },
  { name: "in", sql: "=", operand: "list", quantifier: "ANY", description: null },
  { name: "nin", sql: "<>", operand: "list", quantifier: "ALL", description: null },
];

const ordering: Operator[] = [
  { name: "gt", sql: ">", operand: "same", description: null },
  { name: "lt", sql: "<", operand: "same", description: null },
  { name: "gte", sql: ">=", operand: "same", description: null },
  { name: "lte", sql: "<=", operand: "same", description: null },
];

const patterns: Operator[] = [
  pattern("like", "LIKE", "does the column match the given pattern"),
  pattern("nlike", "NOT LIKE", "does the column NOT match the given pattern"),
  pattern("ilike", "ILIKE", "does the column match the given case-insensitive pattern"),
  pattern("nilike", "NOT ILIKE", "does the column NOT match the given case-insensitive pattern"),
  pattern("similar", "SIMILAR TO", "does the column match the given SQL regular expression"),
  pattern("nsimilar", "NOT SIMILAR TO", "does the column NOT match the given SQL regular expression"),
  pattern("regex", "~", "does the column match the given POSIX regular expression, case sensitive"),
  pattern("nregex", "!~", "does the column NOT match the given POSIX regular expression, case sensitive"),
  pattern("iregex", "~*", "does the column match the given POSIX regular expression, case insensitive"),
  pattern("niregex", "!~*", "does the column NOT match the given POSIX regular expression, case insensitive"),
];

function pattern(name: string, sql: string, description: string): Operator {
  return { name, sql, operand: "same", description };
}

const arrays: Operator[] = [
  { name: "contains", sql: "@>", operand: "same", description: "does the array contain the given value" },
  {
    name: "contained_in",
    sql: "<@",
    operand: "same",
    description: "is the array contained in the given array value",
  },
];

const jsonb: Operator[] = [
  {
    name: "contains",
    sql: "@>",
    operand: "same",
    description: "does the column contain the given json value at the top level",
  },
  {
    name: "contained_in",
    sql: "<@",
    operand: "same",
    description: "is the column contained in the given json value",
  },
  {
    name: "has_key",
    sql: "?",
    operand: textType,
    description: "does the string exist as a top-level key in the column",
  },
  {
    name: "has_keys_any",
    sql: "?|",
    operand: arrayOf(textType),
    description: "do any of these strings exist as top-level keys in the column",
  },
  {
    name: "has_keys_all",
    sql: "?&",
    operand: arrayOf(textType),
    description: "do all of these strings exist as top-level keys in the column",
  },
];

const ltree = baseType("ltree");
const lquery = baseType("lquery");
const ltxtquery = baseType("ltxtquery");

const ltrees: Operator[] = [
  {
    name: "ancestor",
    sql: "@>",
    operand: ltree,
    description: "is the left argument an ancestor of right (or equal)?",
  },
  {
    name: "ancestor_any",
    sql: "@>",
    operand: arrayOf(ltree),
    description: "does array contain an ancestor of `ltree`?",
  },
  {
    name: "descendant",
    sql: "<@",
    operand: ltree,
    description: "is the left argument a descendant of right (or equal)?",
  },
  {
    name: "descendant_any",
    sql: "<@",
    operand: arrayOf(ltree),
    description: "does array contain a descendant of `ltree`?",
  },
  { name: "matches", sql: "~", operand: lquery, description: "does `ltree` match `lquery`?" },
  {
    name: "matches_any",
    sql: "?",
    operand: arrayOf(lquery),
    description: "does `ltree` match any `lquery` in array?",
  },
  { name: "matches_fulltext", sql: "@", operand: ltxtquery, description: "does `ltree` match `ltxtquery`?" },
];

/** The comparisons of a type, `_is_null` and `_cast` aside: those take no operand of a database type. */
export function operatorsOf(type: CatalogType): readonly Operator[] {
  if (type.kind === "array") return [...equality, ...ordering, ...arrays];
  if (type.name === "jsonb") return [...equality, ...ordering, ...jsonb];
  if (type.name === "ltree") return [...equality, ...ordering, ...ltrees];
  if (type.name === "raster") return equality;
  if (isTextual(type)) return [...equality, ...ordering, ...patterns];
  return [...equality, ...ordering];
}

/** The comparisons of a column that refers to an enum table. */
export const enumOperators: readonly Operator[] = equality;

/** The comparisons of such a column in a permission. */
export const enumPermissionOperators: readonly Operator[] = [...equality, ...ordering];

/** The database type of an operator's right side for a left side of the given type. */
export function operandType(operator: Operator, left: CatalogType): CatalogType {
  if (operator.operand === "same") return left;
  return operator.operand === "list" ? arrayOf(left) : operator.operand;
}

/** The comparison of two columns that a permission's `_ceq` and its kin mean. */
export const columnOperators: ReadonlyMap<string, Operator> = new Map(
  [...equality.slice(0, 2), ...ordering].flatMap((operator) => {
    const names = operator.name === "neq" ? ["cne", "cneq"] : [`c${operator.name}`];
    return names.map((name) => [name, operator] as const);
  }),
);
