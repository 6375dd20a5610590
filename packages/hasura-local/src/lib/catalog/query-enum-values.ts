import type { Queryable } from "../execute/operation.ts";
import { sql } from "../sql/fragment.ts";
import { identifier, qualified } from "../sql/identifier.ts";
import { renderStatement } from "../sql/statement.ts";
import type { CatalogColumn, CatalogTable } from "./types.ts";

export interface EnumValue {
  value: string;
  comment: string | null;
}

/** The rows of an enum table: the values of its key, and of its comment column if it has one. */
export async function queryEnumValues(
  client: Queryable,
  table: CatalogTable,
  key: CatalogColumn,
  comment: CatalogColumn | null,
): Promise<EnumValue[]> {
  const statement = renderStatement(
    sql`select ${identifier(key.name)}::text as "value", ${comment === null ? sql`null` : identifier(comment.name)}::text as "comment" from ${qualified(table)} order by 1`,
  );
  const { rows } = await client.query(statement.text);
  return rows as EnumValue[];
}
