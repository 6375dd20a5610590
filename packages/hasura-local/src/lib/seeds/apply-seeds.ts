import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { checksum, runScript } from "../database/run-script.ts";
import type { SqlScript } from "../database/run-script.ts";
import { STATE_SCHEMA, ensureState, withStateLock } from "../database/state-schema.ts";

/** Which seed files a database gets: `reference` rows every installation has; `demo` adds people and dinners. */
export type SeedChoice = "all" | "demo" | "none" | "reference";

export const SEED_CHOICES: readonly SeedChoice[] = ["all", "demo", "none", "reference"];

interface Seed extends SqlScript {
  name: string;
}

/**
 * Reads the chosen seed files of one database, in name order. Files are named `<order>_reference….sql` or
 * `<order>_demo….sql`; `demo` includes the reference rows, since demo rows may refer to them.
 */
export async function readSeeds(seedsDir: string, database: string, choice: SeedChoice): Promise<Seed[]> {
  if (choice === "none") return [];
  const dir = path.join(seedsDir, database);
  const kinds = { all: /\.sql$/, demo: /^\d+_(reference|demo).*\.sql$/, reference: /^\d+_reference.*\.sql$/ };
  const names = (await readdir(dir)).filter((name) => kinds[choice].test(name));
  names.sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(dir, name);
      return { name, file, sql: await readFile(file, "utf8") };
    }),
  );
}

/**
 * Runs each seed file that the database has not had in this version, in a transaction with its record: what people
 * deleted since then stays deleted.
 *
 * @returns names of the files that ran.
 * @throws StartupError `SEED_FAILED` naming file, line and Postgres' message.
 */
export async function applySeeds(
  client: pg.ClientBase,
  database: string,
  seeds: readonly Seed[],
): Promise<string[]> {
  if (seeds.length === 0) return [];
  return withStateLock(client, async () => {
    await ensureState(client);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      `select name, checksum from ${STATE_SCHEMA}.seeds where database = $1`,
      [database],
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const pending = seeds.filter((seed) => applied.get(seed.name) !== checksum(seed.sql));
    for (const seed of pending) {
      await runScript(client, seed, "SEED_FAILED", () =>
        client.query(
          `insert into ${STATE_SCHEMA}.seeds (database, name, checksum) values ($1, $2, $3)
           on conflict (database, name) do update set checksum = excluded.checksum, applied_at = now()`,
          [database, seed.name, checksum(seed.sql)],
        ),
      );
    }
    return pending.map((seed) => seed.name);
  });
}
