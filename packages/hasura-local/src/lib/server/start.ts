import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { Closer } from "./closer.ts";
import { listen } from "./listen.ts";
import { openDatabase } from "./open-database.ts";
import { databaseName, prepareDatabase } from "./prepare-database.ts";
import { startTriggers } from "./start-triggers.ts";
import { watchProject } from "./watch-project.ts";
import { createActionRunner } from "../actions/run-action.ts";
import { createAuthenticate } from "../auth/authenticate.ts";
import { loadProject } from "../config/project.ts";
import { readServerConfig } from "../config/server-config.ts";
import type { ServerConfig } from "../config/server-config.ts";
import { connect } from "../database/connect.ts";
import { createEngine } from "../engine.ts";
import { fromPostgres } from "../execute/postgres-errors.ts";
import { createLiveQueries } from "../live/live-queries.ts";
import { loadMetadata } from "../metadata/load-metadata.ts";
import type { SeedChoice } from "../seeds/apply-seeds.ts";
import type { Api } from "../transport/api.ts";
import { toRequestError } from "../transport/error-response.ts";
import { createHttpServer } from "../transport/http-server.ts";
import { attachSocketServer } from "../transport/socket-server.ts";

/** What to serve. */
export interface HasuraLocalOptions {
  /** Folder of a Hasura CLI project, the one with `config.yaml`. */
  project: string;
  /** Variables as the command line tool reads them; `process.env` if not given. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Seed files to run; none if not given. */
  seed?: SeedChoice;
  /** Applies migrations and reloads metadata when their files change. */
  watch?: boolean;
  /** Hears one line per step and per unexpected failure; nobody if not given. */
  log?: (line: string) => void;
}

/** A running server. */
export interface HasuraLocal {
  /** Base address; `/v1/graphql` is appended for GraphQL over HTTP and websocket. */
  url: string;
  /** Connection string of the database that is served; contains its password. */
  databaseUrl: string;
  /** Resolves when the Postgres that was started here has ended, by `close` or by itself. */
  databaseExited: Promise<void>;
  /** Ends requests, sockets and, if it was started here, Postgres. */
  close(): Promise<void>;
}

/** How long requests under way may take to finish at the end. */
const CLOSE_PATIENCE = 700;
/** How long making a table's triggers may keep writers waiting, in milliseconds; it is tried again. */
const LOCK_TIMEOUT = 100;

/**
 * Serves a Hasura project: starts Postgres if no database is named, applies migrations and seeds, checks the metadata
 * against the database and listens.
 *
 * @throws StartupError for a variable, file, database or port that is not right; InconsistentMetadataError where the
 *   metadata does not fit the database; LocalPostgresError where the embedded Postgres cannot start.
 */
export async function createHasuraLocal(options: HasuraLocalOptions): Promise<HasuraLocal> {
  const closer = new Closer();
  try {
    return await start(options, closer);
  } catch (error) {
    await closer.close().catch(() => {});
    throw error;
  }
}

async function start(options: HasuraLocalOptions, closer: Closer): Promise<HasuraLocal> {
  const log = options.log ?? ((): void => {});
  const config = readServerConfig(options.environment ?? process.env);
  if (!config.adminSecret)
    log("HASURA_GRAPHQL_ADMIN_SECRET is not set: whoever reaches this server may do everything");
  const project = await loadProject(options.project);
  let metadata = await loadMetadata(project.metadataDir);
  const name = databaseName(metadata);

  const database = await openDatabase(config, log);
  closer.add(() => database.close());
  await prepareDatabase(database.url, project, name, options.seed ?? "none", log);

  const pool = createPool(database.url, config, log);
  closer.add(() => Promise.race([pool.end(), delay(CLOSE_PATIENCE, undefined, { ref: false })]));
  const engine = await createEngine({
    pool,
    metadata,
    env: config.environment,
    runAction: createActionRunner(config.environment),
    stringifyNumericTypes: config.stringifyNumericTypes,
    inferFunctionPermissions: config.inferFunctionPermissions,
  });
  const live = createLiveQueries({
    ...config.live,
    pool,
    connect: () => connect(database.url, "hasura-local listener"),
    lockTimeout: LOCK_TIMEOUT,
    concurrency: Math.max(1, Math.floor(config.poolSize / 2)),
    toRequestError: (error) => toRequestError(fromPostgres(error), log),
    log,
  });
  closer.add(() => live.close());
  await live.listening;
  const triggers = startTriggers({
    databaseUrl: database.url,
    environment: config.environment,
    settings: config.delivery,
    log,
  });
  closer.add(() => triggers.close());
  await (
    await triggers.prepare(metadata)
  )();

  const api: Api = {
    engine,
    live,
    triggers,
    config,
    log,
    authenticate: createAuthenticate(config),
    metadata: () => metadata,
    reload,
    checkDatabase: async () => {
      await pool.query("select 1");
    },
  };
  const server = createHttpServer(api);
  const sockets = attachSocketServer(server, api);
  const port = await listen(server, config.host, config.port);
  closer.add(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    sockets.restartAll("the server is going away");
    await Promise.race([closed, delay(CLOSE_PATIENCE, undefined, { ref: false })]);
    sockets.terminateAll();
    server.closeAllConnections();
  });

  async function reload(): Promise<void> {
    const next = await loadMetadata(project.metadataDir);
    const applyTriggers = await triggers.prepare(next);
    await engine.reload(next);
    metadata = next;
    await applyTriggers();
    live.schemaChanged();
    sockets.restartAll("the metadata was reloaded");
  }

  if (options.watch) {
    const watcher = watchProject([project.metadataDir, project.migrationsDir], log, async () => {
      await prepareDatabase(database.url, project, name, "none", log);
      await reload();
    });
    closer.add(() => watcher.close());
  }
  return {
    url: `http://${urlHost(config.host)}:${port}`,
    databaseUrl: database.url,
    databaseExited: database.exited,
    close: () => closer.close(),
  };
}

function createPool(url: string, config: ServerConfig, log: (line: string) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: config.poolSize,
    application_name: "hasura-local",
    keepAlive: true,
    connectionTimeoutMillis: 5000,
  });
  // An idle connection that breaks is replaced at next use.
  pool.on("error", (error) => log(`lost a connection to Postgres: ${error.message}`));
  return pool;
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
