import type { ActionMetadata } from "../metadata/types.ts";
import type { Session } from "../session.ts";
import type { QueryResult } from "pg";

export interface GraphQLRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** The client's request headers, in the form node and `fetch` share. */
export interface RequestHeaders {
  get(name: string): string | null;
  forEach(visit: (value: string, name: string) => void): void;
}

export interface RunContext {
  requestHeaders: RequestHeaders;
}

/** What a statement needs from a connection; `pg`'s Client, PoolClient and Pool have it. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
}

export interface BaseTable {
  schema: string;
  name: string;
}

/** A base table that can change a result, and which of its rows can. */
export interface LiveDependency extends BaseTable {
  /** Columns whose values an announced change should carry. */
  keyColumns: readonly string[];
  /** A row that fits none of these keys, neither before a change nor after it, does not change the result. */
  rows: readonly RowKey[];
}

/** What key columns must equal, by name, as Postgres writes the value as text. Without any, every row fits. */
export type RowKey = Readonly<Record<string, string>>;

/** One subscription, ready to be polled together with others that share its statement. */
export interface LiveOperation {
  /** Equal key: same statement and role, so subscribers can share one execution. */
  key: string;
  /** `$1::uuid[]` result ids, `$2::json[]` result variables; rows of `(result_id uuid, result text)`. */
  sql: string;
  /** The `result_vars` of this subscriber: subscribers of one key with equal variables have equal results. */
  variables: {
    session: Record<string, string>;
    query: Record<string, unknown>;
    synthetic: unknown[];
    /** Streams only: the position after which the next batch begins, by column. */
    cursor?: Record<string, string | null>;
  };
  /** Base tables that can change the result: selection, arguments, permission filters; views resolved. */
  dependencies: readonly LiveDependency[];
  /** The result can change without a write: a function that is not immutable, or a view such as `… > now()`. */
  timeDependent: boolean;
  /** Casts every variable once, so that a bad value fails this subscriber only. Throws GraphQLRequestError. */
  validate(client: Queryable): Promise<void>;
}

export type PreparedOperation =
  | {
      kind: "query" | "mutation";
      /** @returns the JSON text of the response, `{"data":…}`. @throws GraphQLRequestError. */
      run(context: RunContext): Promise<string>;
    }
  | { kind: "subscription"; live: LiveOperation };

export interface ActionCall {
  action: ActionMetadata;
  input: unknown;
  session: Session;
  requestQuery: string;
  requestHeaders: RequestHeaders;
}

/** Calls an action's handler and returns its JSON. @throws GraphQLRequestError what the client shall see. */
export type ActionRunner = (call: ActionCall) => Promise<unknown>;
