import type { AuthLog } from "../auth-event.ts";
import type { RotationStore } from "../rotation-store.ts";
import type { SessionStore } from "../session-store.ts";
import type { UseOnce } from "../use-once.ts";
import { cleanUpRegularly } from "./clean-up.ts";
import { Database, type DatabaseUrl } from "./database.ts";
import { createPostgresRotations } from "./rotations.ts";
import { createPostgresSessions } from "./sessions.ts";
import { createPostgresUseOnce } from "./use-once.ts";

/** Options of {@link createPostgresStore}. */
export interface PostgresStoreOptions {
  /**
   * The database; it may be the app's own, where the store keeps to the schema `auth_session`. LISTEN must reach it: no pooler in
   * between that hands connections on after each transaction.
   */
  url: DatabaseUrl;
  /** Connections at most, besides the one that listens. Default 5. */
  maxConnections?: number;
  /** Ms until a statement, or a new connection, counts as failed. Default 4000. */
  timeoutMs?: number;
  /**
   * Whether to bring the schema up to date before its first use. Default true; false when the app's role may create nothing:
   * call `migratePostgresStore` when deploying.
   */
  migrate?: boolean;
  log?: AuthLog;
}

/** What several processes share: pass `rotations`, `sessions` and `useOnce` to `createAuthSession`. */
export interface PostgresStore {
  readonly rotations: RotationStore;
  readonly sessions: SessionStore;
  readonly useOnce: UseOnce;
  /**
   * Connects and brings the schema up to date. Nobody has to call it: the first use does the same, and tries again after a
   * failure.
   */
  ready(): Promise<void>;
  /** Ends its connections. */
  close(): Promise<void>;
}

/**
 * A store in Postgres. It sees HMACs and sealed values: with its content alone nobody can sign in, nor tell who did.
 *
 * @param options The database.
 * @returns The store; close it.
 */
export function createPostgresStore(options: PostgresStoreOptions): PostgresStore {
  const log = options.log ?? (() => undefined);
  const database = new Database({
    url: options.url,
    maxConnections: options.maxConnections ?? 5,
    timeoutMs: options.timeoutMs ?? 4000,
    migrates: options.migrate ?? true,
    log,
  });
  const sessions = createPostgresSessions(database, log);
  const stopCleaning = cleanUpRegularly(database);
  return {
    rotations: createPostgresRotations(database),
    sessions,
    useOnce: createPostgresUseOnce(database),
    ready: () => database.ready(),
    async close() {
      stopCleaning();
      await sessions.close();
      await database.close();
    },
  };
}
