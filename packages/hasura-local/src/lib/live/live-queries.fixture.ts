import type pg from "pg";
import { expect } from "vitest";
import { createLiveQueries } from "./live-queries.ts";
import type { LiveQueries, LiveQueriesOptions } from "./live-queries.ts";
import { connect } from "../database/connect.ts";
import type { LiveOperation } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import { PATIENT } from "../testing/patience.ts";

/** What one subscriber received. */
export interface Recorder {
  results: string[];
  errors: GraphQLRequestError[];
  leave(): void;
}

/** Tests only: a live engine that tells which statements it ran. */
export interface RecordedLive {
  live: LiveQueries;
  /** The statements so far, with the number of cohorts that each was run for. */
  statements: { text: string; cohorts: number }[];
  subscribe: (operation: LiveOperation) => Recorder;
  /** Resolves when every run has ended that was caused by what happened so far: a later change was seen. */
  settle: () => Promise<void>;
}

const markers: LiveOperation = {
  key: "markers",
  sql: `select result_id, (select max(value) from live_markers)::text as result
    from unnest($1::uuid[], $2::json[]) as subscription (result_id, vars)`,
  variables: { session: {}, query: {}, synthetic: [] },
  dependencies: [{ schema: "public", name: "live_markers", keyColumns: [], rows: [{}] }],
  timeDependent: false,
  validate: async () => {},
};

export async function startLive(
  pool: pg.Pool,
  url: string,
  options: Partial<LiveQueriesOptions> = {},
): Promise<RecordedLive> {
  const statements: RecordedLive["statements"] = [];
  let running = 0;
  const recording = Object.create(pool, {
    query: {
      value: (query: string | pg.QueryConfig, texts?: unknown[]) => {
        const config: pg.QueryConfig =
          typeof query === "string" ? { text: query, values: texts ?? [] } : query;
        const [ids] = config.values ?? [];
        statements.push({ text: config.text, cohorts: Array.isArray(ids) ? ids.length : 0 });
        running += 1;
        return pool.query(config).finally(() => (running -= 1));
      },
    },
  }) as pg.Pool;
  const live = createLiveQueries({
    pool: recording,
    connect: () => connect(url, "test listener"),
    mode: "notify",
    pollInterval: 60_000,
    clockInterval: 60_000,
    batchSize: 100,
    lockTimeout: 1000,
    concurrency: 3,
    toRequestError: (error) => new GraphQLRequestError("unexpected", String(error)),
    log: () => {},
    ...options,
  });
  await live.listening;
  const subscribe = (operation: LiveOperation): Recorder => {
    const recorder: Recorder = { results: [], errors: [], leave: () => {} };
    recorder.leave = live.subscribe(operation, {
      next: (result) => recorder.results.push(result),
      error: (error) => recorder.errors.push(error),
      refuse: (error) => recorder.errors.push(error),
    });
    return recorder;
  };
  const settle = async (): Promise<void> => {
    await pool.query(
      "create table if not exists live_markers (value bigint generated always as identity, x int)",
    );
    const marker = subscribe(markers);
    await expect.poll(() => marker.results.length, PATIENT).toBeGreaterThan(0);
    const { rows } = await pool.query<{ value: string }>(
      "insert into live_markers (x) values (1) returning value",
    );
    await expect.poll(() => marker.results.at(-1), PATIENT).toBe(rows[0]?.value);
    // A group sends its batches one after the other, the next one as soon as the last one is answered.
    await expect.poll(() => running, PATIENT).toBe(0);
    marker.leave();
  };
  return { live, statements, subscribe, settle };
}
