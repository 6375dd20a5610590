import { fileURLToPath } from "node:url";
import { join } from "node:path";
import type { SystemSecrets } from "./secrets.ts";

/** Everything that listens on a port in a local system, in the order in which it becomes useful. */
export const serviceNames = ["identity", "hasura-local", "functions", "booking-partner", "web"] as const;

/** One of {@link serviceNames}. */
export type ServiceName = (typeof serviceNames)[number];

/** What one local system differs in from another. */
export interface SystemOptions {
  /** Folder that holds the database, the identity provider's accounts and the booking partner's reservations. */
  dataDir: string;
  ports: Readonly<Record<ServiceName, number>>;
  secrets: SystemSecrets;
  /** `development` serves the sources through Vite, `production` what `pnpm build` made. */
  web: "development" | "production";
  /** How browsers reach the API; absent: as the inherited `API_ACCESS` says, which is through the gateway unless set. */
  apiAccess?: "gateway" | "direct";
  /** Lifetime of access tokens in seconds; absent: the provider's default. */
  accessTokenTtl?: number;
  /** Port of the identity provider's controls, for tests; absent: it has none. */
  identityControl?: number;
  /** Path of the web app to which the identity provider delivers logout tokens; absent: it delivers none. */
  backchannelLogoutPath?: string;
  /** Port of the booking partner's fault controls, for tests; absent: it has none. */
  partnerControl?: number;
  /** What goes wrong at the booking partner from its start, as JSON; absent: nothing. */
  partnerFaults?: string;
  /** Where the API finds the functions, for tests that put something in between; absent: where they are. */
  functionsUrlForApi?: string;
  /** Connection string of the database; absent: hasura-local starts one of its own over the data folder. */
  databaseUrl?: string;
  /** Fills a new database with demo people and their dinners. */
  demo: boolean;
  /** Reads `hasura/` again when it changes. */
  watch: boolean;
}

/**
 * How to start one service and how to know that it is there. None waits for another: each asks the others only when a
 * request needs it, so they start in any order.
 */
export interface Service {
  name: ServiceName;
  /** Working folder of the process. */
  cwd: string;
  /** Arguments for `node`. */
  args: string[];
  /** Variables to set over the inherited ones. */
  env: Record<string, string>;
  port: number;
  /** The variable that moves it to another port. */
  portVariable: string;
  /** Its address for people and for other services. */
  url: string;
  healthUrl: string;
  /** What its process has loaded and doesn't reload by itself, relative to `cwd`. */
  sources: string[];
}

/** The checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const CLIENT_ID = "potluck-web";
const AUDIENCE = "https://api.potluck.test";

/** Port and variable of each service; the defaults are in the README. */
export const defaultPorts: Readonly<Record<ServiceName, { variable: string; port: number }>> = {
  web: { variable: "WEB_PORT", port: 3000 },
  "hasura-local": { variable: "HASURA_PORT", port: 8080 },
  identity: { variable: "IDENTITY_PORT", port: 4400 },
  functions: { variable: "FUNCTIONS_PORT", port: 3100 },
  "booking-partner": { variable: "PARTNER_PORT", port: 3200 },
};

/** Works out how each service of a system is started, without touching anything. */
export function describeServices(options: SystemOptions): Record<ServiceName, Service> {
  const { dataDir, ports, secrets } = options;
  // Cookies ignore ports, so the identity provider takes another host name than the app.
  const webOrigin = `http://localhost:${ports.web}`;
  const hasura = `http://127.0.0.1:${ports["hasura-local"]}`;
  const issuer = `http://127.0.0.1:${ports.identity}/`;
  const functions = `http://127.0.0.1:${ports.functions}`;
  const partner = `http://127.0.0.1:${ports["booking-partner"]}`;
  const client = {
    AUTH0_CLIENT_ID: CLIENT_ID,
    AUTH0_CLIENT_SECRET: secrets.client,
    AUTH0_AUDIENCE: AUDIENCE,
  };

  const service = (
    name: ServiceName,
    folder: string,
    entry: string[],
    { preload = [], ...rest }: Pick<Service, "env" | "url" | "sources"> & { preload?: string[] },
  ): Service => ({
    name,
    cwd: join(root, folder),
    // tsx looks at every file that is loaded after it: packages of very many files come before.
    args: [...preload, "tsx"].flatMap((name) => ["--import", name]).concat(entry),
    port: ports[name],
    portVariable: defaultPorts[name].variable,
    healthUrl: `${rest.url}/healthz`,
    ...rest,
  });

  return {
    identity: service("identity", "apps/identity", ["src/server.ts"], {
      url: `http://127.0.0.1:${ports.identity}`,
      preload: ["oidc-provider"],
      sources: ["src", "../../packages/contracts/src", "../../packages/file-store/src"],
      env: {
        ...client,
        IDENTITY_PORT: String(ports.identity),
        IDENTITY_ISSUER: issuer,
        IDENTITY_DATA_DIR: join(dataDir, "identity"),
        WEB_ORIGIN: webOrigin,
        ...(options.accessTokenTtl === undefined
          ? {}
          : { IDENTITY_ACCESS_TOKEN_TTL: String(options.accessTokenTtl) }),
        ...(options.identityControl === undefined
          ? {}
          : { IDENTITY_CONTROL_PORT: String(options.identityControl) }),
        ...(options.backchannelLogoutPath === undefined
          ? {}
          : { IDENTITY_BACKCHANNEL_LOGOUT_URL: new URL(options.backchannelLogoutPath, webOrigin).href }),
      },
    }),
    "hasura-local": service(
      "hasura-local",
      "packages/hasura-local",
      [
        "bin/hasura-local.mjs",
        "serve",
        "--project",
        join(root, "hasura"),
        "--seed",
        options.demo ? "demo" : "reference",
        ...(options.watch ? ["--watch"] : []),
      ],
      {
        url: hasura,
        sources: ["src", "bin", "../contracts/src", "../local-postgres/src"],
        env: {
          HASURA_LOCAL_DATA_DIR: join(dataDir, "postgres"),
          ...(options.databaseUrl === undefined ? {} : { HASURA_GRAPHQL_DATABASE_URL: options.databaseUrl }),
          HASURA_GRAPHQL_SERVER_HOST: "127.0.0.1",
          HASURA_GRAPHQL_SERVER_PORT: String(ports["hasura-local"]),
          HASURA_GRAPHQL_ADMIN_SECRET: secrets.admin,
          HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({
            jwk_url: `${issuer}.well-known/jwks.json`,
            issuer,
            audience: AUDIENCE,
          }),
          HASURA_GRAPHQL_UNAUTHORIZED_ROLE: "anonymous",
          // Where browsers reach the API themselves, from the app's pages alone.
          HASURA_GRAPHQL_CORS_DOMAIN: webOrigin,
          FUNCTIONS_URL: options.functionsUrlForApi ?? functions,
          FUNCTIONS_SECRET: secrets.functions,
        },
      },
    ),
    functions: service("functions", "apps/functions", ["src/server.ts"], {
      url: functions,
      sources: ["src", "../../packages/contracts/src"],
      env: {
        FUNCTIONS_PORT: String(ports.functions),
        FUNCTIONS_SECRET: secrets.functions,
        HASURA_ENDPOINT: hasura,
        HASURA_ADMIN_SECRET: secrets.admin,
        BOOKING_PARTNER_URL: partner,
        BOOKING_PARTNER_API_KEY: secrets.partnerKey,
        BOOKING_PARTNER_CALLBACK_SECRET: secrets.partnerCallback,
      },
    }),
    "booking-partner": service("booking-partner", "apps/booking-partner", ["src/server.ts"], {
      url: partner,
      sources: ["src", "../../packages/contracts/src", "../../packages/file-store/src"],
      env: {
        PARTNER_PORT: String(ports["booking-partner"]),
        PARTNER_API_KEY: secrets.partnerKey,
        PARTNER_CALLBACK_URL: `${functions}/callbacks/booking-partner`,
        PARTNER_CALLBACK_SECRET: secrets.partnerCallback,
        PARTNER_DATA_DIR: join(dataDir, "booking-partner"),
        ...(options.partnerControl === undefined
          ? {}
          : { PARTNER_CONTROL_PORT: String(options.partnerControl) }),
        ...(options.partnerFaults === undefined ? {} : { PARTNER_FAULTS: options.partnerFaults }),
      },
    }),
    web: service(
      "web",
      "apps/web",
      ["server.local.ts", ...(options.web === "production" ? ["--build"] : [])],
      {
        url: webOrigin,
        preload: options.web === "development" ? ["vite", "@remix-run/dev", "@tailwindcss/vite"] : [],
        // Vite takes care of everything that a page is made of.
        sources: [
          "server.local.ts",
          "host",
          "../../packages/auth-session/src",
          "../../packages/contracts/src",
          "../../packages/local-postgres/src",
        ],
        env: {
          ...client,
          WEB_PORT: String(ports.web),
          WEB_ORIGIN: webOrigin,
          HASURA_ENDPOINT: hasura,
          AUTH0_ISSUER: issuer,
          SESSION_KEYS: `local:${secrets.session}`,
          ...(options.apiAccess === undefined ? {} : { API_ACCESS: options.apiAccess }),
          // The app's own database, in a schema of its own.
          ...(options.databaseUrl === undefined
            ? { SESSION_DATABASE_FOLDER: join(dataDir, "postgres") }
            : { SESSION_DATABASE_URL: options.databaseUrl }),
        },
      },
    ),
  };
}
