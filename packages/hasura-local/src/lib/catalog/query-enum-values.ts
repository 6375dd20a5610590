import type { Queryable } from "../execute/operation.ts";
import { sql } from "../sql/fragment.ts";
import { identifier, qualified } from "../sql/identifier.ts";
import { renderStatement } from "../sql/statement.ts";
import type { CatalogTable } from "./types.ts";

export interface EnumValue {
  value: string;
  comment: string | null;
}

/**
 * The values of an enum table: its primary key column, and the other column as their description.
 *
 * @see https://hasura.io/docs/2.0/schema/postgres/enums/
 */
export async function queryEnumValues(client: Queryable, table: CatalogTable): Promise<EnumValue[]> {
  const [key] = table.primaryKey?.columns ?? [];
  if (key === undefined) return [];
  const comment = table.columns.find((column) => column.name !== key);
  const statement = renderStatement(
    sql`select ${identifier(key)}::text as "value", ${comment === undefined ? sql`null` : identifier(comment.name)}::text as "comment" from ${qualified(table)} order by 1`,
  );
  const { rows } = await client.query(statement.text);
  return rows as EnumValue[];
}
