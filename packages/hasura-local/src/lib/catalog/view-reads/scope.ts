import type { ColumnPlace, Equality, KnownColumns } from "./known-columns.ts";
import { UnknownTree, elements, isNode } from "./node-tree.ts";
import type { TreeNode, TreeValue } from "./node-tree.ts";
import { conjuncts } from "./query-tree.ts";

/** A query that is being looked at, for what stands in it. */
export interface Scope {
  /** The query's range table. */
  ranges: readonly TreeNode[];
  /** In the rows for which a subquery is asked. */
  known: KnownColumns;
  outer: Scope | null;
}

/** Oids of what holds only identical texts to be equal. */
export interface ExactComparisons {
  operators: ReadonlySet<string>;
  collations: ReadonlySet<string>;
}

/** Where a column of a query, or of one around it, comes from. */
export interface ColumnOrigin {
  place: ColumnPlace;
  /** The query is so many levels out. */
  level: number;
  scope: Scope;
}

/** Oids of text and varchar, whose values are the same. */
const texts = new Set<unknown>(["25", "1043"]);

/** @returns undefined for an expression that is not just a column. */
export function originOf(expression: TreeValue | undefined, scope: Scope): ColumnOrigin | undefined {
  if (isNode(expression, "RELABELTYPE")) {
    const argument = expression.fields.get("arg");
    const isText = isNode(argument) && texts.has(argument.fields.get("vartype") ?? "");
    return isText && texts.has(expression.fields.get("resulttype")) ? originOf(argument, scope) : undefined;
  }
  if (!isNode(expression, "VAR")) return undefined;
  const level = Number(expression.fields.get("varlevelsup"));
  const [range, column] = [Number(expression.fields.get("varno")), Number(expression.fields.get("varattno"))];
  const at = outwards(scope, level);
  // Neither a whole row nor a system column.
  if (at === null || !(column > 0)) return undefined;
  const entry = rangeAt(at, range);
  const kind = entry.fields.get("rtekind");
  if (kind !== "2" && kind !== "9") return { place: `${range}.${column}`, level, scope: at };
  // What a join or a GROUP BY calls its own is a column of something else.
  const behind = elements(entry.fields.get(kind === "2" ? "joinaliasvars" : "groupexprs"))[column - 1];
  const origin = originOf(behind, at);
  return origin && { ...origin, level: origin.level + level };
}

export function rangeAt(scope: Scope, number: unknown): TreeNode {
  const entry = scope.ranges[Number(number) - 1];
  if (entry === undefined) throw new UnknownTree("a relation that is not in the range table");
  return entry;
}

/** The exact equalities among what a condition demands. */
export function equalitiesOf(
  condition: TreeValue | undefined,
  scope: Scope,
  exact: ExactComparisons,
): Equality[] {
  return conjuncts(condition).flatMap((term): Equality[] => {
    if (!isNode(term, "OPEXPR") || !exact.operators.has(term.fields.get("opno") as string)) return [];
    if (!isExactCollation(term.fields.get("inputcollid"), exact)) return [];
    const [left, right] = elements(term.fields.get("args")).map((side) => originOf(side, scope));
    if (left === undefined || right === undefined) return [];
    if (left.level === 0 && right.level === 0) return [[left.place, right.place]];
    if (left.level === 0) return [[left.place, knownOf(right)]];
    return right.level === 0 ? [[right.place, knownOf(left)]] : [];
  });
}

export function isExactCollation(oid: TreeValue | undefined, exact: ExactComparisons): boolean {
  return oid === "0" || exact.collations.has(oid as string);
}

function knownOf({ place, scope }: ColumnOrigin): ReadonlySet<number> {
  return scope.known.get(place) ?? new Set();
}

function outwards(scope: Scope, levels: number): Scope | null {
  let at: Scope | null = scope;
  for (let level = 0; at !== null && level < levels; level += 1) at = at.outer;
  return at;
}
