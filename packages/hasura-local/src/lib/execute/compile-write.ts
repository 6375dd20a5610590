import { arrayOf, bigintType } from "../catalog/scalar-types.ts";
import type { CatalogType } from "../catalog/types.ts";
import type { TableModel } from "../model/types.ts";
import type { InsertPlan, InsertRowPlan, ResponsePlan, TableMutationPlan } from "../plan/mutation-plan.ts";
import type { Parameter } from "../plan/parameter.ts";
import type { Fragment } from "../sql/fragment.ts";
import { insertStatement, isUniform } from "../sql/insert.ts";
import { quoteQualified } from "../sql/identifier.ts";
import {
  answerFromRows,
  needsSecondStatement,
  writeAndAnswer,
  writeAndExport,
  writeAndKeep,
} from "../sql/mutation.ts";
import { SqlContext } from "../sql/sql-context.ts";
import { renderStatement } from "../sql/statement.ts";
import type { Statement } from "../sql/statement.ts";
import { deleteStatement, updateStatement } from "../sql/update.ts";

/** One root field of a mutation as statements. */
export type CompiledWrite =
  /** One statement that writes and answers. */
  | { kind: "single"; statement: Statement }
  /** Writes first, then an answer that sees what triggers did. */
  | { kind: "steps"; steps: readonly WriteStep[]; answer: Answer }
  /** Several of the others, one response each. */
  | { kind: "list"; writes: readonly CompiledWrite[] };

export interface Answer {
  statement: Statement;
  /** The rows written, as an array literal of the table's row type. */
  rows: symbol;
  /** How many rows were affected. */
  count: symbol;
  /** A single row: null if there is none. */
  one: boolean;
}

/** Writes rows of one table; nested inserts go around it. */
export interface WriteStep {
  table: string;
  before: readonly NestedStep[];
  statement: Statement;
  /** Columns whose values the statement returns, and the slots that take them. */
  exports: readonly symbol[];
  after: readonly NestedStep[];
}

export interface NestedStep {
  relationship: string;
  kind: "object" | "array";
  steps: readonly WriteStep[];
}

export function compileWrite(plan: TableMutationPlan, stringifyNumericTypes: boolean): CompiledWrite {
  const context = (): SqlContext => new SqlContext(stringifyNumericTypes);
  switch (plan.kind) {
    case "insert":
      if (plan.insert.rows.length === 0 || hasNested(plan.insert) || needsChunks(plan.insert)) {
        return {
          kind: "steps",
          steps: insertSteps(plan.insert, [], context),
          answer: compileAnswer(plan.response, context()),
        };
      }
      return written(plan.response, (own) => insertStatement(own, plan.insert), context);
    case "update":
      return written(plan.response, (own) => updateStatement(own, plan.update), context);
    case "delete":
      return written(plan.response, (own) => deleteStatement(own, plan.delete), context);
    case "update-many":
      return {
        kind: "list",
        writes: plan.updates.map((update) =>
          written(plan.response, (own) => updateStatement(own, update), context),
        ),
      };
  }
}

function written(
  response: ResponsePlan,
  write: (context: SqlContext) => Fragment,
  context: () => SqlContext,
): CompiledWrite {
  const own = context();
  if (!needsSecondStatement(response)) {
    return { kind: "single", statement: renderStatement(writeAndAnswer(own, write(own), response)) };
  }
  const statement = renderStatement(writeAndKeep(write(own)));
  const step: WriteStep = { table: response.table.table.name, before: [], statement, exports: [], after: [] };
  return { kind: "steps", steps: [step], answer: compileAnswer(response, context()) };
}

function compileAnswer(response: ResponsePlan, context: SqlContext): Answer {
  const rows = Symbol("rows");
  const count = Symbol("count");
  const rowsParameter: Parameter = { kind: "parent", slot: rows, type: arrayOf(rowTypeOf(response.table)) };
  const countParameter: Parameter = { kind: "parent", slot: count, type: bigintType };
  const statement = renderStatement(answerFromRows(context, response, rowsParameter, countParameter));
  return { statement, rows, count, one: response.kind === "one" };
}

function rowTypeOf(table: TableModel): CatalogType {
  return {
    name: table.table.name,
    sqlName: quoteQualified(table.table),
    kind: "composite",
    element: null,
    base: null,
  };
}

function hasNested(insert: InsertPlan): boolean {
  return insert.rows.some((row) => row.before.length > 0 || row.after.length > 0);
}

/** Postgres takes 65,535 parameters; rows that leave different columns out need one for every value. */
const MAX_VALUES = 60_000;

function needsChunks(insert: InsertPlan): boolean {
  return !isUniform(insert.rows) && insert.rows.length * insert.table.columns.length > MAX_VALUES;
}

function chunks(insert: InsertPlan): (readonly InsertRowPlan[])[] {
  if (!needsChunks(insert)) return [insert.rows];
  const size = Math.max(1, Math.floor(MAX_VALUES / insert.table.columns.length));
  const parts: InsertRowPlan[][] = [];
  for (let start = 0; start < insert.rows.length; start += size)
    parts.push(insert.rows.slice(start, start + size));
  return parts;
}

/** Rows with nested inserts go one by one; a list without any goes at once. */
function insertSteps(
  insert: InsertPlan,
  carried: readonly { from: { name: string }; slot: symbol }[],
  context: () => SqlContext,
): WriteStep[] {
  if (insert.rows.length === 0) return [];
  if (!hasNested(insert) && carried.length === 0) {
    return chunks(insert).map((rows) => {
      const statement = renderStatement(writeAndKeep(insertStatement(context(), { ...insert, rows })));
      return { table: insert.table.table.name, before: [], statement, exports: [], after: [] };
    });
  }
  return insert.rows.map((row) => rowStep(insert, row, carried, context));
}

function rowStep(
  insert: InsertPlan,
  row: InsertRowPlan,
  carried: readonly { from: { name: string }; slot: symbol }[],
  context: () => SqlContext,
): WriteStep {
  const exported = [...carried, ...row.after.flatMap((nested) => nested.carried)];
  const write = insertStatement(context(), { ...insert, rows: [row] });
  return {
    table: insert.table.table.name,
    before: row.before.map((nested) => ({
      relationship: nested.relationship.name,
      kind: nested.relationship.kind,
      steps: insertSteps(nested.insert, nested.carried, context),
    })),
    statement: renderStatement(
      exported.length === 0
        ? writeAndKeep(write)
        : writeAndExport(
            write,
            exported.map(({ from }) => from.name),
          ),
    ),
    exports: exported.map(({ slot }) => slot),
    after: row.after.map((nested) => ({
      relationship: nested.relationship.name,
      kind: nested.relationship.kind,
      steps: insertSteps(nested.insert, [], context),
    })),
  };
}
