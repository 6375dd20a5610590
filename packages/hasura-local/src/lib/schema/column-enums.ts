import { GraphQLEnumType } from "graphql";
import type { ColumnModel, TableModel } from "../model/types.ts";
import type { SchemaContext } from "./context.ts";
import { sorted } from "./context.ts";
import { means } from "./meaning.ts";

/** `x_select_column`; null if the role reads no column. */
export function selectColumnEnum(context: SchemaContext, table: TableModel): GraphQLEnumType | null {
  const columns = context.columns(table);
  if (columns.length === 0) return null;
  return columnEnum(
    context,
    `${table.name}_select_column`,
    `select columns of table "${table.table.name}"`,
    columns,
  );
}

/** `x_update_column`; a placeholder stands in where the role updates no column, as GraphQL knows no empty enum. */
export function updateColumnEnum(context: SchemaContext, table: TableModel): GraphQLEnumType {
  const name = `${table.name}_update_column`;
  const title = `update columns of table "${table.table.name}"`;
  const rule = context.update(table);
  const preset = new Set(rule?.presets.map((entry) => entry.column));
  const columns = table.columns.filter(
    (column) => rule?.columns.has(column) === true && !preset.has(column) && !column.generated,
  );
  if (columns.length > 0) return columnEnum(context, name, title, columns);
  return context.once(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description: `placeholder for update columns of table "${table.table.name}" (current role has no relevant permissions)`,
        values: { _PLACEHOLDER: { description: "(not used)" } },
      }),
  );
}

function columnEnum(
  context: SchemaContext,
  name: string,
  description: string,
  columns: readonly ColumnModel[],
): GraphQLEnumType {
  return context.once(
    name,
    () =>
      new GraphQLEnumType({
        name,
        description,
        values: sorted(
          columns.map((column) => [
            column.field,
            { description: "column name", ...means({ kind: "column", column }) },
          ]),
        ),
      }),
  );
}
