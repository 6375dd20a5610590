import { UnknownTree, elements, isNode } from "./node-tree.ts";
import type { TreeNode, TreeValue } from "./node-tree.ts";

/** Fields of a QUERY in Postgres 13 to 18 that are understood, or that a SELECT leaves as they are. */
const understood = new Set(
  `commandType querySource canSetTag utilityStmt resultRelation hasAggs hasWindowFuncs hasTargetSRFs hasSubLinks
   hasDistinctOn hasRecursive hasModifyingCTE hasForUpdate hasRowSecurity hasGroupRTE isReturn cteList rtable
   rteperminfos jointree mergeActionList mergeUseOuterJoin mergeTargetRelation mergeJoinCondition targetList override
   onConflict returningOldAlias returningNewAlias returningList groupClause groupDistinct groupingSets havingQual
   windowClause distinctClause sortClause limitOffset limitCount limitOption rowMarks setOperations constraintDeps
   withCheckOptions stmt_location stmt_len`.split(/\s+/),
);

/** One column of a query's result. */
export interface TargetEntry {
  /** From 1. */
  number: number;
  expression: TreeValue | undefined;
  /** What GROUP BY, DISTINCT and PARTITION BY call it; null for what they don't mention. */
  sortGroup: string | null;
}

/** A SELECT. @throws UnknownTree for anything else, and for one with a clause that is not understood. */
export function selectOf(value: TreeValue | undefined): TreeNode {
  if (!isNode(value, "QUERY")) throw new UnknownTree("not a query");
  const unknown = [...value.fields.keys()].find((label) => !understood.has(label));
  if (unknown !== undefined) throw new UnknownTree(`a query with ${unknown}`);
  const isPlain =
    value.fields.get("commandType") === "1" &&
    value.fields.get("hasModifyingCTE") === "false" &&
    value.fields.get("hasRowSecurity") === "false" &&
    isAbsent(value, "rowMarks");
  if (!isPlain) throw new UnknownTree("not a plain SELECT");
  return value;
}

export function rangeTable(query: TreeNode): readonly TreeNode[] {
  return elements(query.fields.get("rtable")).map((entry) => {
    // Its name until Postgres 15, and since.
    if (!isNode(entry, "RTE") && !isNode(entry, "RANGETBLENTRY")) throw new UnknownTree("no range table");
    if (!isAbsent(entry, "securityQuals")) throw new UnknownTree("row security");
    return entry;
  });
}

export function targetList(query: TreeNode): TargetEntry[] {
  return elements(query.fields.get("targetList")).map((entry) => {
    if (!isNode(entry, "TARGETENTRY")) throw new UnknownTree("no target entry");
    const sortGroup = entry.fields.get("ressortgroupref");
    return {
      number: Number(entry.fields.get("resno")),
      expression: entry.fields.get("expr"),
      sortGroup: typeof sortGroup === "string" && sortGroup !== "0" ? sortGroup : null,
    };
  });
}

/**
 * Whether rows with another value of a result's column leave those with a given one alone: what is then demanded of the
 * result can be demanded of the joined rows that it is made from.
 */
export function keepsApart(query: TreeNode, entry: TargetEntry): boolean {
  if (!isAbsent(query, "limitCount") || !isAbsent(query, "limitOffset")) return false;
  const isIn = (clause: TreeValue | undefined): boolean =>
    elements(clause).some(
      (item) => isNode(item, "SORTGROUPCLAUSE") && item.fields.get("tleSortGroupRef") === entry.sortGroup,
    );
  const isGrouped =
    query.fields.get("hasAggs") === "true" ||
    !isAbsent(query, "groupClause") ||
    !isAbsent(query, "havingQual");
  if (isGrouped && (!isAbsent(query, "groupingSets") || !isIn(query.fields.get("groupClause")))) return false;
  const windows = elements(query.fields.get("windowClause"));
  if (!windows.every((window) => isNode(window) && isIn(window.fields.get("partitionClause")))) return false;
  return isAbsent(query, "distinctClause") || isIn(query.fields.get("distinctClause"));
}

const joinTypes = new Map<unknown, "inner" | "left" | "full" | "right">([
  ["0", "inner"],
  ["1", "left"],
  ["2", "full"],
  ["3", "right"],
]);

/** @throws UnknownTree for anything but a join. */
export function joinParts(node: TreeValue | undefined) {
  if (!isNode(node, "JOINEXPR")) throw new UnknownTree("no join");
  const type = joinTypes.get(node.fields.get("jointype"));
  if (type === undefined) throw new UnknownTree("an unknown kind of join");
  const { fields } = node;
  return { type, left: fields.get("larg"), right: fields.get("rarg"), condition: fields.get("quals") };
}

/** The terms of a conjunction. */
export function conjuncts(value: TreeValue | undefined): readonly TreeValue[] {
  if (value === null || value === undefined) return [];
  if (isNode(value, "BOOLEXPR") && value.fields.get("boolop") === "and") {
    return elements(value.fields.get("args")).flatMap(conjuncts);
  }
  return [value];
}

/** Subqueries that stand in an expression, not those inside of them. */
export function* subqueriesOf(value: TreeValue | undefined): Generator<TreeNode> {
  if (value === null || value === undefined || typeof value === "string") return;
  if (!isNode(value)) for (const element of value) yield* subqueriesOf(element);
  else if (value.kind === "QUERY") yield value;
  else for (const field of value.fields.values()) yield* subqueriesOf(field);
}

export function isAbsent(node: TreeNode, label: string): boolean {
  return (node.fields.get(label) ?? null) === null;
}
