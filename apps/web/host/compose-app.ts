import { createGateway, type Gateway } from "@potluck/auth-session/gateway";
import { createPostgresStore, type DatabaseUrl, type PostgresStore } from "@potluck/auth-session/postgres";
import type { ServerBuild } from "@remix-run/server-runtime";
import type { Logger } from "pino";

import { apiAccessOf, graphqlAddresses } from "./api-access.ts";
import { createAppSession, type ProviderAddress } from "./app-session.ts";
import type { WebEnv } from "./env.ts";
import { providerAddress } from "./provider-env.ts";
import { shadowUserWriter } from "./shadow-user.ts";
import { createWebApp } from "./web-app.ts";

/** What {@link composeApp} needs to know. */
export interface ComposeOptions {
  env: WebEnv;
  /** `providerAddress(env)`, or the same made usable by a local host. */
  issuer: ProviderAddress;
  /** The database that sessions share with other instances; without one they live in their cookies alone. */
  sessionDatabase?: DatabaseUrl | undefined;
  build: ServerBuild | (() => Promise<ServerBuild>);
  development: boolean;
  log: Logger;
}

/** The app without a server around it. */
export interface ComposedApp {
  /** Answers every request and never rejects. */
  handler: (request: Request) => Promise<Response>;
  /** For upgrades to `/graphql`; null where browsers reach the API themselves. */
  gateway: Gateway | null;
  /** Where there is a session database; close it. */
  store: PostgresStore | null;
}

/**
 * Puts the app together from its configuration.
 *
 * @param options Configuration and build.
 * @returns The app, for whatever host.
 */
export function composeApp(options: ComposeOptions): ComposedApp {
  const { env, development, log } = options;
  const upstream = graphqlAddresses(env.HASURA_ENDPOINT);
  const apiAccess = apiAccessOf(env);
  const store = options.sessionDatabase
    ? createPostgresStore({ url: options.sessionDatabase, log: (event) => log.info(event, "session store") })
    : null;
  const { authSession, signIn } = createAppSession(env, options.issuer, {
    appOrigin: env.WEB_ORIGIN,
    keys: env.SESSION_KEYS,
    cookieName: "potluck",
    paths: { afterLogin: "/dinners" },
    browserTokens: apiAccess.mode === "direct",
    onLogin: shadowUserWriter(upstream.http),
    ...(store && { rotations: store.rotations, sessions: store.sessions, useOnce: store.useOnce }),
    // A developer has to see it at once; people have to see nothing of it.
    leaks: { action: development ? "throw" : env.SESSION_LEAKS },
    log: (event) => log.info(event, "session"),
  });
  const gateway =
    apiAccess.mode === "direct"
      ? null
      : createGateway({
          session: authSession,
          upstream,
          log: (event) => log.info(event, "gateway"),
        });
  const handler = createWebApp({
    build: options.build,
    authSession,
    gateway,
    graphqlUrl: upstream.http,
    apiAccess,
    signIn,
    issuerOrigin: new URL(providerAddress(env)).origin,
    development,
    secure: env.WEB_ORIGIN.protocol === "https:",
    logError: (error, request) =>
      log.error({ err: error, url: new URL(request.url).pathname }, "request failed"),
  });
  return { handler, gateway, store };
}
