import type pg from "pg";
import { createLiveQueries } from "./live-queries.ts";
import type { LiveQueries, LiveQueriesOptions } from "./live-queries.ts";
import { connect } from "../database/connect.ts";
import type { LiveOperation } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";

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
}

export async function startLive(
  pool: pg.Pool,
  url: string,
  options: Partial<LiveQueriesOptions> = {},
): Promise<RecordedLive> {
  const statements: RecordedLive["statements"] = [];
  const recording = Object.create(pool, {
    query: {
      value: (query: string | pg.QueryConfig, texts?: unknown[]) => {
        const config: pg.QueryConfig =
          typeof query === "string" ? { text: query, values: texts ?? [] } : query;
        const [ids] = config.values ?? [];
        statements.push({ text: config.text, cohorts: Array.isArray(ids) ? ids.length : 0 });
        return pool.query(config);
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
    concurrency: 3,
    toRequestError: (error) => new GraphQLRequestError("unexpected", String(error)),
    log: () => {},
    ...options,
  });
  await live.listening;
  return {
    live,
    statements,
    subscribe(operation) {
      const recorder: Recorder = { results: [], errors: [], leave: () => {} };
      recorder.leave = live.subscribe(operation, {
        next: (result) => recorder.results.push(result),
        error: (error) => recorder.errors.push(error),
        refuse: (error) => recorder.errors.push(error),
      });
      return recorder;
    },
  };
}
