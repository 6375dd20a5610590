import type { RotationStore } from "../rotation-store.ts";
import type { Database } from "./database.ts";
import { SCHEMA } from "./migrations.ts";

/** A claim whose holder is gone for this long is of no use to anybody. */
const CLAIM_KEPT = "1 hour";

/**
 * @param database The database.
 * @returns Exchanges that every process with this database agrees on. Claims are timed by the database's clock alone.
 */
export function createPostgresRotations(database: Database): RotationStore {
  return {
    async claim(key, owner, ttlMs) {
      const [row] = await database.query<{ won: boolean; sealed: string | null }>(
        `with won as (
           insert into ${SCHEMA}.rotations as known (key, owner, claimed_until, forget_at)
           values ($1, $2, now() + $3 * interval '1 ms', now() + interval '${CLAIM_KEPT}')
           on conflict (key) do update
             set owner = excluded.owner, claimed_until = excluded.claimed_until, forget_at = excluded.forget_at,
               sealed = null, session = null, generation = null, keep_ms = null
             where known.forget_at <= now()
               or (known.sealed is null and (known.owner = excluded.owner or known.claimed_until <= now()))
           returning 1
         )
         select exists (select from won) as won,
           (select sealed from ${SCHEMA}.rotations where key = $1 and forget_at > now()) as sealed`,
        [key, owner, ttlMs],
      );
      if (row?.won === true) return { state: "won" };
      return row?.sealed == null ? { state: "busy" } : { state: "done", sealed: row.sealed };
    },

    async publish(key, owner, { sealed, session, generation, until }, keepMs) {
      const rows = await database.query(
        `update ${SCHEMA}.rotations
         set sealed = $3, session = $4, generation = $5, keep_ms = $6, forget_at = to_timestamp($7 / 1000.0)
         where key = $1 and owner = $2 and sealed is null
         returning 1`,
        [key, owner, sealed, session, generation, keepMs, until],
      );
      return rows.length > 0;
    },

    async release(key, owner) {
      const rows = await database.query(
        `delete from ${SCHEMA}.rotations where key = $1 and owner = $2 and sealed is null returning 1`,
        [key, owner],
      );
      return rows.length > 0;
    },

    async find(key) {
      const [row] = await database.query<{ sealed: string }>(
        `select sealed from ${SCHEMA}.rotations where key = $1 and sealed is not null and forget_at > now()`,
        [key],
      );
      return row?.sealed;
    },

    async presented(session, generation) {
      await database.query(
        `update ${SCHEMA}.rotations
         set forget_at = now() + keep_ms * interval '1 ms'
         where session = $1 and generation <= $2 and sealed is not null
           and forget_at > now() + keep_ms * interval '1 ms'`,
        [session, generation],
      );
    },
  };
}
