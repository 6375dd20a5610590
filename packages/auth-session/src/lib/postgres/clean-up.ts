import type { Database } from "./database.ts";
import { SCHEMA } from "./migrations.ts";

const TABLES = ["rotations", "endings", "single_uses"] as const;
/** Rows of one table that one statement removes at most: it never holds many locks, nor takes long. */
const ROWS_AT_ONCE = 500;
/** Statements per table and run at most; the rest is for the next run, here or in another process. */
const ROUNDS = 20;
const EVERY_MS = 60_000;

/**
 * Removes rows that nobody needs any more. Rows that another process is removing at the moment are left to it.
 *
 * @param database The database.
 * @returns How many rows went.
 */
export async function cleanUp(database: Database): Promise<number> {
  let removed = 0;
  for (const table of TABLES) {
    for (let round = 0; round < ROUNDS; round++) {
      const key = table === "rotations" ? "key" : "name";
      const rows = await database.query(
        `delete from ${SCHEMA}.${table} where ${key} in (
           select ${key} from ${SCHEMA}.${table} where forget_at <= now()
           order by forget_at limit ${ROWS_AT_ONCE} for update skip locked
         ) returning 1`,
      );
      removed += rows.length;
      if (rows.length < ROWS_AT_ONCE) break;
    }
  }
  return removed;
}

/**
 * Cleans up about once a minute, at other moments than other processes do.
 *
 * @param database The database.
 * @returns Stops it.
 */
export function cleanUpRegularly(database: Database): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function schedule(): void {
    if (isStopped) return;
    timer = setTimeout(() => void run(), EVERY_MS * (0.5 + Math.random())).unref();
  }

  async function run(): Promise<void> {
    // A database that does not answer is no reason to stop: there will be more to do when it is back.
    await cleanUp(database).catch(() => 0);
    schedule();
  }

  schedule();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
