import { GraphQLRequestError } from "../errors.ts";
import type { ColumnModel, RelationshipModel, TableModel } from "../model/types.ts";
import { inputMeaning } from "../schema/meaning.ts";
import { allOf, always } from "./boolean-expression.ts";
import type { Input } from "./input.ts";
import type {
  ConflictPlan,
  InsertPlan,
  InsertRowPlan,
  NestedInsertPlan,
  TableMutationPlan,
} from "./mutation-plan.ts";
import type { Parameter } from "./parameter.ts";
import { columnsOf } from "./plan-columns.ts";
import { fieldArguments } from "./plan-context.ts";
import type { PlanContext, ResolvedField } from "./plan-context.ts";
import { planResponse, planRowResponse } from "./plan-response.ts";
import { planWhere } from "./plan-where.ts";

/** `insert_x` and `insert_x_one`. */
export function planInsertField(
  context: PlanContext,
  field: ResolvedField,
  table: TableModel,
  one: boolean,
): TableMutationPlan {
  const args = fieldArguments(context, field);
  const name = one ? "object" : "objects";
  const data = args.given(name);
  if (data === undefined)
    throw new GraphQLRequestError("validation-failed", `missing required field '${name}'`, {
      path: args.path,
    });
  const insert = planInsert(context, table, one ? [data] : data.items(), args.get("on_conflict"), new Map());
  return {
    kind: "insert",
    insert,
    response: one ? planRowResponse(context, field, table) : planResponse(context, field, table),
    errorPath: `${args.path}.${name}`,
  };
}

/** @param carried values that the row around supplies, by column. */
function planInsert(
  context: PlanContext,
  table: TableModel,
  rows: readonly Input[],
  conflict: Input | undefined,
  carried: ReadonlyMap<ColumnModel, Parameter>,
): InsertPlan {
  const rule = context.role.insert(table);
  if (rule === undefined) throw new TypeError(`The role has no insert permission on ${table.key}`);
  return {
    table,
    rows: rows.map((row) => planRow(context, row, rule.presets, carried)),
    check: rule.check,
    conflict: conflict === undefined ? null : planConflict(context, table, conflict),
  };
}

function planRow(
  context: PlanContext,
  input: Input,
  presets: readonly { column: ColumnModel; value: Parameter }[],
  carried: ReadonlyMap<ColumnModel, Parameter>,
): InsertRowPlan {
  const values = new Map<ColumnModel, Parameter>();
  const before: NestedInsertPlan[] = [];
  const after: NestedInsertPlan[] = [];
  const partners: { relationship: RelationshipModel; value: Input }[] = [];
  for (const { name, field, value } of input.entries()) {
    const meaning = inputMeaning(field);
    if (meaning?.kind === "column") {
      if (carried.has(meaning.column)) {
        throw new GraphQLRequestError(
          "validation-failed",
          `cannot insert ${name} column as its value is already determined by parent insert`,
          { path: input.path },
        );
      }
      values.set(meaning.column, value.parameter(meaning.column.type));
    } else if (meaning?.kind === "relationship" && !value.isNull) {
      partners.push({ relationship: meaning.relationship, value });
    }
  }
  for (const [column, value] of carried) values.set(column, value);
  for (const { relationship, value } of partners) {
    const nested = planNested(context, relationship, value, values);
    if (nested === null) continue;
    if (nested.place === "before") {
      before.push(nested.plan);
      for (const { source, slot, type } of nested.supplies)
        values.set(source, { kind: "parent", slot, type });
    } else after.push(nested.plan);
  }
  // Presets win over whatever relationships supply.
  for (const { column, value } of presets) values.set(column, value);
  return { values, before, after };
}

type Planned =
  | {
      place: "before";
      plan: NestedInsertPlan;
      supplies: { source: ColumnModel; slot: symbol; type: ColumnModel["type"] }[];
    }
  | { place: "after"; plan: NestedInsertPlan };

function planNested(
  context: PlanContext,
  relationship: RelationshipModel,
  input: Input,
  values: ReadonlyMap<ColumnModel, Parameter>,
): Planned | null {
  const data = input.field("data");
  if (data === undefined)
    throw new GraphQLRequestError("validation-failed", "missing required field 'data'", { path: input.path });
  const rows = relationship.kind === "object" ? [data] : data.items();
  if (rows.length === 0) return null;
  const conflictInput = input.field("on_conflict");
  const conflict = conflictInput === undefined || conflictInput.isNull ? undefined : conflictInput;
  const slots = relationship.columns.map((pair) => ({ pair, slot: Symbol(pair.source.name) }));
  if (relationship.kind === "object" && relationship.insertionOrder === "before-parent") {
    const determined = slots
      .filter(({ pair }) => values.has(pair.source))
      .map(({ pair }) => `"${pair.source.field}"`);
    if (determined.length > 0) {
      throw new GraphQLRequestError(
        "validation-failed",
        `cannot insert object relationship "${relationship.name}" as ${determined.join(", ")} column values are already determined`,
        { path: input.path },
      );
    }
    return {
      place: "before",
      plan: {
        relationship,
        insert: planInsert(context, relationship.target, rows, conflict, new Map()),
        carried: slots.map(({ pair, slot }) => ({ from: pair.target, slot })),
      },
      supplies: slots.map(({ pair, slot }) => ({ source: pair.source, slot, type: pair.source.type })),
    };
  }
  const supplied = new Map<ColumnModel, Parameter>(
    slots.map(({ pair, slot }) => [pair.target, { kind: "parent", slot, type: pair.target.type }]),
  );
  return {
    place: "after",
    plan: {
      relationship,
      insert: planInsert(context, relationship.target, rows, conflict, supplied),
      carried: slots.map(({ pair, slot }) => ({ from: pair.source, slot })),
    },
  };
}

function planConflict(context: PlanContext, table: TableModel, input: Input): ConflictPlan {
  const rule = context.role.update(table);
  const constraint = input.field("constraint")?.constant();
  const columns = input.field("update_columns");
  const where = input.field("where");
  if (typeof constraint !== "string") {
    throw new GraphQLRequestError("validation-failed", "missing required field 'constraint'", {
      path: input.path,
    });
  }
  const update = columns === undefined ? [] : columnsOf(columns, input.path);
  return {
    constraint,
    update,
    presets: update.length === 0 ? [] : (rule?.presets ?? []),
    where: allOf([
      rule?.filter ?? always,
      where === undefined || where.isNull ? always : planWhere(context, where, table),
    ]),
    check: rule?.check ?? always,
  };
}
