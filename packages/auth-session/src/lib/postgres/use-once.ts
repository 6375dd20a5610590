import type { UseOnce } from "../use-once.ts";
import type { Database } from "./database.ts";
import { SCHEMA } from "./migrations.ts";

/**
 * @param database The database.
 * @returns Uses things up for every process with this database.
 */
export function createPostgresUseOnce(database: Database): UseOnce {
  return async (names, until) => {
    const rows = await database.query(
      `insert into ${SCHEMA}.single_uses (name, forget_at)
       select name, to_timestamp($2 / 1000.0) from unnest($1::text[]) as name
       on conflict (name) do nothing
       returning 1`,
      [names, until],
    );
    return rows.length === names.length;
  };
}
