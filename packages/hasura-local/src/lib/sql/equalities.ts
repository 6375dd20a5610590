import type { RelationshipModel } from "../model/types.ts";
import type { BooleanExpression, Operand } from "../plan/boolean-expression.ts";
import type { Parameter } from "../plan/parameter.ts";

/** What columns of a row must equal, by name: a row with other values takes no part in the statement's result. */
export type Equalities = ReadonlyMap<string, Parameter>;

export const noEqualities: Equalities = new Map();

/**
 * What a condition demands of the current row. Only what stands in a conjunction is demanded: a branch of `_or`, and
 * whatever `_not` turns around, can be left unsatisfied.
 *
 * @param root what is known of the row that `["$", "column"]` means.
 */
export function demandedEqualities(where: BooleanExpression, root: Equalities): Equalities {
  if (where.kind === "and") {
    return new Map(where.terms.flatMap((term) => [...demandedEqualities(term, root)]));
  }
  // Of the current row itself nothing is known yet.
  if (where.kind === "rooted") return demandedEqualities(where.term, noEqualities);
  if (where.kind !== "comparison" || where.operator.name !== "eq") return noEqualities;
  const { left, right } = where;
  return new Map([...demandedOfColumn(left, right, root), ...demandedOfColumn(right, left, root)]);
}

function demandedOfColumn(column: Operand, other: Operand, root: Equalities): [string, Parameter][] {
  if (column.kind !== "column" || column.of !== "current") return [];
  const value =
    other.kind === "parameter"
      ? other.parameter
      : other.kind === "column" && other.of === "root"
        ? root.get(other.column.name)
        : undefined;
  return value !== undefined && isOneValue(value) ? [[column.column.name, value]] : [];
}

/** What a relationship demands of its target's rows, given what is known of the row that they belong to. */
export function joinedEqualities(relationship: RelationshipModel, source: Equalities): Equalities {
  return new Map(
    relationship.columns.flatMap((pair): [string, Parameter][] => {
      const value = source.get(pair.source.name);
      return value === undefined ? [] : [[pair.target.name, value]];
    }),
  );
}

/** All of them; each alone is something that a row must satisfy. */
export function bothEqualities(first: Equalities, second: Equalities): Equalities {
  return new Map([...first, ...second]);
}

/** A subscriber's own value, known before the statement runs. */
function isOneValue({ kind }: Parameter): boolean {
  return kind === "variable" || kind === "literal" || kind === "session";
}
