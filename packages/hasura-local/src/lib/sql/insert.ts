import { arrayOf, textType } from "../catalog/scalar-types.ts";
import type { ColumnModel, TableModel } from "../model/types.ts";
import type { BooleanExpression } from "../plan/boolean-expression.ts";
import type { ConflictPlan, InsertRowPlan } from "../plan/mutation-plan.ts";
import { checkColumn, upsertCheckColumn } from "./check.ts";
import { conflictClause } from "./on-conflict.ts";
import { join, parameter, sql, trusted } from "./fragment.ts";
import type { Fragment } from "./fragment.ts";
import { columnOf, identifier } from "./identifier.ts";
import type { SqlContext } from "./sql-context.ts";

/** INSERT of some rows into one table, returning them whole. */
export function insertStatement(
  context: SqlContext,
  insert: {
    table: TableModel;
    rows: readonly InsertRowPlan[];
    check: BooleanExpression;
    conflict: ConflictPlan | null;
  },
): Fragment {
  const { table, rows, check, conflict } = insert;
  const alias = context.alias();
  const columns = writtenColumns(table, rows);
  const target = sql`INSERT INTO ${context.table(table.table, alias)}`;
  const checked =
    conflict === null || conflict.update.length === 0
      ? checkColumn(context, check, alias)
      : upsertCheckColumn(context, check, conflict.check, alias);
  const tail = sql`${conflictClause(context, conflict, alias)} RETURNING ${identifier(alias)} AS "~row", ${identifier(alias)}.*${checked}`;
  if (columns.length === 0) {
    // DEFAULT VALUES writes a single row; a list of rows names a column that takes its default anyway.
    const [first] = table.columns;
    if (rows.length === 1 || first === undefined) return sql`${target} DEFAULT VALUES${tail}`;
    const defaults = rows.map(() => trusted("(DEFAULT)"));
    return sql`${target} (${identifier(first.name)}) VALUES ${join(defaults, ", ")}${tail}`;
  }
  const names = columns.map((column) => identifier(column.name));
  return sql`${target} (${join(names, ", ")}) ${rowValues(columns, rows)}${tail}`;
}

/** Whether all rows fill the same columns: then their number does not count against the limit of parameters. */
export function isUniform(rows: readonly InsertRowPlan[]): boolean {
  const [first] = rows;
  return rows.every(
    (row) =>
      row.values.size === first?.values.size &&
      [...row.values.keys()].every((column) => first.values.has(column)),
  );
}

function rowValues(columns: readonly ColumnModel[], rows: readonly InsertRowPlan[]): Fragment {
  if (rows.length > 1 && isUniform(rows)) return unnestedRows(columns, rows);
  const values = rows.map((row) => {
    const cells = columns.map((column) => {
      const value = row.values.get(column);
      return value === undefined ? trusted("DEFAULT") : parameter(value);
    });
    return sql`(${join(cells, ", ")})`;
  });
  return sql`VALUES ${join(values, ", ")}`;
}

/** One parameter per column, however many rows. */
function unnestedRows(columns: readonly ColumnModel[], rows: readonly InsertRowPlan[]): Fragment {
  const lists: Fragment[] = [];
  const cells = columns.map((column) => {
    const items = rows.flatMap((row) => row.values.get(column) ?? []);
    const [first] = items;
    // A preset or a value of the row around is the same for every row.
    if (first !== undefined && items.every((item) => item === first)) return parameter(first);
    const name = `c${lists.length}`;
    lists.push(parameter({ kind: "list", items, type: arrayOf(textType) }));
    return sql`${columnOf("~u", name)}::${trusted(column.type.sqlName)}`;
  });
  if (lists.length === 0) {
    return sql`SELECT ${join(cells, ", ")} FROM generate_series(1, ${trusted(String(rows.length))})`;
  }
  const names = [...lists.keys()].map((index) => identifier(`c${index}`));
  return sql`SELECT ${join(cells, ", ")} FROM unnest(${join(lists, ", ")}) WITH ORDINALITY AS "~u"(${join(
    names,
    ", ",
  )}, "n") ORDER BY "~u"."n"`;
}

function writtenColumns(table: TableModel, rows: readonly InsertRowPlan[]): ColumnModel[] {
  const written = new Set(rows.flatMap((row) => [...row.values.keys()]));
  return table.columns.filter((column) => written.has(column));
}
