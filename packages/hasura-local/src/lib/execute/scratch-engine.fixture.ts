import { createScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { createEngine } from "../engine.ts";
import type { Engine } from "../engine.ts";
import type { Metadata, TableMetadata } from "../metadata/types.ts";

/** Tests only: an engine over tables of a test's own. */
export interface ScratchEngine {
  engine: Engine;
  pool: pg.Pool;
  /** Connection string. */
  url: string;
  stop(): Promise<void>;
}

/** @param schema SQL that creates the tables. */
export async function startScratchEngine(schema: string, tables: TableMetadata[]): Promise<ScratchEngine> {
  const database = await createScratchDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on("error", () => {});
  await pool.query(schema);
  const engine = await createEngine({
    pool,
    env: {},
    runAction: () => Promise.reject(new Error("no action expected")),
    metadata: metadataOf(tables),
  });
  return {
    engine,
    pool,
    url: database.url,
    async stop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Metadata with one database. */
export function metadataOf(tables: TableMetadata[], more: Partial<Metadata> = {}): Metadata {
  return { version: 3, sources: [{ name: "default", kind: "postgres", tables }], ...more };
}
