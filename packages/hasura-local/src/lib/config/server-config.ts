import path from "node:path";
import { Secret } from "@potluck/contracts/secret";
import { z } from "zod";
import { StartupError } from "./startup-error.ts";
import { jwtConfig } from "../auth/jwt-config.ts";
import type { DispatcherSettings } from "../webhooks/dispatcher.ts";

const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const whole = (least: number): z.ZodType<number, unknown> => z.coerce.number().int().min(least);
const flag = z.stringbool({ truthy: ["true", "t", "yes", "y", "1"], falsy: ["false", "f", "no", "n", "0"] });

const jwtSecret = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue("is not JSON; see Hasura's documentation of the JWT configuration");
      return z.NEVER;
    }
  })
  .pipe(jwtConfig);

/** Variables with Hasura's names mean what they mean there; those of this server alone begin with HASURA_LOCAL_. */
const environment = z.object({
  HASURA_GRAPHQL_DATABASE_URL: z
    .url()
    .transform((url) => new Secret(url))
    .optional(),
  HASURA_LOCAL_DATA_DIR: z.string().default(".data/postgres"),
  HASURA_GRAPHQL_SERVER_HOST: z.string().default("127.0.0.1"),
  HASURA_GRAPHQL_SERVER_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HASURA_GRAPHQL_ADMIN_SECRET: secret.optional(),
  HASURA_GRAPHQL_JWT_SECRET: jwtSecret.optional(),
  HASURA_GRAPHQL_UNAUTHORIZED_ROLE: z.string().min(1).optional(),
  HASURA_GRAPHQL_CORS_DOMAIN: z.string().default("*"),
  HASURA_GRAPHQL_PG_CONNECTIONS: whole(1).default(20),
  HASURA_GRAPHQL_STRINGIFY_NUMERIC_TYPES: flag.default(false),
  HASURA_GRAPHQL_INFER_FUNCTION_PERMISSIONS: flag.default(true),
  HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: whole(1).default(1000),
  HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE: whole(1).default(100),
  HASURA_GRAPHQL_WEBSOCKET_CONNECTION_INIT_TIMEOUT: whole(1).default(3),
  HASURA_GRAPHQL_WEBSOCKET_KEEPALIVE: whole(1).default(5),
  HASURA_GRAPHQL_EVENTS_HTTP_POOL_SIZE: whole(1).default(100),
  HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL: whole(0).default(1000),
  HASURA_GRAPHQL_EVENTS_FETCH_BATCH_SIZE: whole(0).default(100),
  HASURA_LOCAL_EVENTS_LEASE: whole(200).default(5000),
  HASURA_LOCAL_LIVE_MODE: z.enum(["notify", "poll"]).default("notify"),
  HASURA_LOCAL_LIVE_CLOCK_INTERVAL: whole(1).default(5000),
  HASURA_LOCAL_MAX_REQUEST_BYTES: whole(1).default(2_000_000),
  HASURA_LOCAL_MAX_SUBSCRIPTIONS: whole(1).default(100),
});

/** The environment of a server, read once. */
export interface ServerConfig {
  /** Absent: the server starts a Postgres of its own over {@link ServerConfig.dataDir}. */
  databaseUrl: Secret | undefined;
  dataDir: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  adminSecret: Secret | undefined;
  jwt: z.output<typeof jwtConfig> | undefined;
  unauthorizedRole: string | undefined;
  /** `*`, or origins separated by commas. */
  corsDomain: string;
  poolSize: number;
  stringifyNumericTypes: boolean;
  inferFunctionPermissions: boolean;
  live: {
    /** `poll` behaves as Hasura does; for tests of clients. */
    mode: "notify" | "poll";
    /** Milliseconds between polls. */
    pollInterval: number;
    /** Milliseconds between runs of operations whose result changes with time alone. */
    clockInterval: number;
    /** How many variable sets one statement serves. */
    batchSize: number;
  };
  socket: {
    /** Milliseconds until a connection must have introduced itself. */
    initTimeout: number;
    /** Milliseconds between pings. */
    keepAlive: number;
    maxSubscriptions: number;
  };
  maxRequestBytes: number;
  /** Calls of event and cron triggers; milliseconds. */
  delivery: DispatcherSettings;
  /** All variables: metadata may refer to any of them. */
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the server's configuration from the environment. An empty variable counts as absent.
 *
 * @throws StartupError `CONFIG_INVALID` naming the variable.
 */
export function readServerConfig(source: Readonly<Record<string, string | undefined>>): ServerConfig {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const [name, ...inner] = issue?.path.map(String) ?? [];
    const place = inner.length > 0 ? `${name} (${inner.join(".")})` : name;
    throw new StartupError("CONFIG_INVALID", `${place}: ${issue?.message ?? "is not valid"}.`);
  }
  const values = parsed.data;
  if (values.HASURA_GRAPHQL_JWT_SECRET && !values.HASURA_GRAPHQL_ADMIN_SECRET) {
    throw new StartupError(
      "CONFIG_INVALID",
      "HASURA_GRAPHQL_JWT_SECRET requires HASURA_GRAPHQL_ADMIN_SECRET to be set, too.",
    );
  }
  return {
    databaseUrl: values.HASURA_GRAPHQL_DATABASE_URL,
    dataDir: path.resolve(values.HASURA_LOCAL_DATA_DIR),
    host: values.HASURA_GRAPHQL_SERVER_HOST,
    port: values.HASURA_GRAPHQL_SERVER_PORT,
    adminSecret: values.HASURA_GRAPHQL_ADMIN_SECRET,
    jwt: values.HASURA_GRAPHQL_JWT_SECRET,
    unauthorizedRole: values.HASURA_GRAPHQL_UNAUTHORIZED_ROLE,
    corsDomain: values.HASURA_GRAPHQL_CORS_DOMAIN,
    poolSize: values.HASURA_GRAPHQL_PG_CONNECTIONS,
    stringifyNumericTypes: values.HASURA_GRAPHQL_STRINGIFY_NUMERIC_TYPES,
    inferFunctionPermissions: values.HASURA_GRAPHQL_INFER_FUNCTION_PERMISSIONS,
    live: {
      mode: values.HASURA_LOCAL_LIVE_MODE,
      pollInterval: values.HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL,
      clockInterval: values.HASURA_LOCAL_LIVE_CLOCK_INTERVAL,
      batchSize: values.HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE,
    },
    socket: {
      initTimeout: values.HASURA_GRAPHQL_WEBSOCKET_CONNECTION_INIT_TIMEOUT * 1000,
      keepAlive: values.HASURA_GRAPHQL_WEBSOCKET_KEEPALIVE * 1000,
      maxSubscriptions: values.HASURA_LOCAL_MAX_SUBSCRIPTIONS,
    },
    maxRequestBytes: values.HASURA_LOCAL_MAX_REQUEST_BYTES,
    delivery: {
      poolSize: values.HASURA_GRAPHQL_EVENTS_HTTP_POOL_SIZE,
      fetchInterval: values.HASURA_GRAPHQL_EVENTS_FETCH_INTERVAL,
      batchSize: values.HASURA_GRAPHQL_EVENTS_FETCH_BATCH_SIZE,
      lease: values.HASURA_LOCAL_EVENTS_LEASE,
    },
    environment: source,
  };
}
