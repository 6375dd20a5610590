import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Cohort, Outcome } from "./cohort.ts";
import { Limiter } from "./limiter.ts";
import { PreparedStatements } from "../database/prepared-statements.ts";
import type { GraphQLRequestError } from "../errors.ts";

/**
 * Runs one statement for some cohorts.
 *
 * @param begin called right before the statement is sent.
 * @returns an outcome for each; `retry` where the database could not be asked.
 */
export type StatementRunner = (
  statement: { text: string },
  cohorts: readonly Cohort[],
  begin: () => void,
) => Promise<Map<Cohort, Outcome | "retry">>;

export interface StatementRunnerOptions {
  pool: pg.Pool;
  /** How many statements run at a time, so that queries and mutations find connections too. */
  concurrency: number;
  toRequestError: (error: unknown) => GraphQLRequestError;
  log: (line: string) => void;
}

interface ResultRow {
  result_id: string;
  result: string | null;
  /** Of streams only. */
  cursor?: string | null;
}

const RETRY_DELAY = 250;
/** Of the statements of groups; each takes some memory of every connection. */
const MAX_PREPARED = 100;
/** The connection or the server went away, not the statement (classes 08 and 57P of Postgres' error codes). */
const CONNECTION_LOST = /^(08|57P)/;

/** @returns a runner over a pool. It never rejects. */
export function createStatementRunner(options: StatementRunnerOptions): StatementRunner {
  const limiter = new Limiter(options.concurrency);
  const prepared = new PreparedStatements(MAX_PREPARED);

  async function ask(
    statement: { text: string },
    cohorts: readonly Cohort[],
  ): Promise<Map<Cohort, Outcome | "retry">> {
    const variables = cohorts.map((cohort) => JSON.stringify(cohort.variables));
    try {
      const ids = cohorts.map((cohort) => cohort.id);
      const { rows } = await prepared.run(options.pool, statement, [ids, variables]);
      const results = new Map((rows as ResultRow[]).map((row) => [row.result_id, row]));
      return new Map(
        cohorts.map((cohort) => {
          const row = results.get(cohort.id);
          return [cohort, { result: row?.result ?? "null", cursor: row?.cursor ?? null }];
        }),
      );
    } catch (error) {
      return isStatementError(error) ? blame(statement, cohorts, error) : all(cohorts, "retry");
    }
  }

  /** Finds whose variables make the statement fail, so that the others are served. */
  async function blame(
    statement: { text: string },
    cohorts: readonly Cohort[],
    error: unknown,
  ): Promise<Map<Cohort, Outcome | "retry">> {
    if (cohorts.length === 1) return all(cohorts, { error: options.toRequestError(error) });
    const middle = Math.ceil(cohorts.length / 2);
    const first = await ask(statement, cohorts.slice(0, middle));
    const second = await ask(statement, cohorts.slice(middle));
    return new Map([...first, ...second]);
  }

  return async (statement, cohorts, begin) => {
    const outcomes = await limiter.run(() => {
      begin();
      return ask(statement, cohorts);
    });
    if ([...outcomes.values()].includes("retry")) {
      if (options.pool.ending)
        return all(cohorts, { error: options.toRequestError(new Error("shutting down")) });
      options.log("the database cannot be asked for live results; trying again");
      await delay(RETRY_DELAY);
    }
    return outcomes;
  };
}

function all<T>(cohorts: readonly Cohort[], outcome: T): Map<Cohort, T> {
  return new Map(cohorts.map((cohort) => [cohort, outcome]));
}

function isStatementError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !CONNECTION_LOST.test(error.code ?? "");
}
