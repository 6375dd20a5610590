import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { createAuthSession, type AuthSessionOptions } from "@potluck/auth-session";
import { createGateway } from "@potluck/auth-session/gateway";
import { Secret } from "@potluck/contracts/secret";
import { createRequestListener } from "@remix-run/node-fetch-server";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";

import { ConfigurationError } from "./configuration-error.ts";
import type { WebEnv } from "./env.ts";
import { shadowUserWriter } from "./shadow-user.ts";
import { createWebApp } from "./web-app.ts";

/** Connect-style middleware that serves files and calls `next` for everything else. */
export type Assets = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What {@link startWeb} needs to know. */
export interface StartWebOptions {
  env: WebEnv;
  /** The issuer, as `createAuthSession` takes it: https, or a loopback one that the local host allowed. */
  issuer: AuthSessionOptions<unknown>["issuer"];
  build: ServerBuild | (() => Promise<ServerBuild>);
  assets: Assets;
  development: boolean;
  /** Takes upgrades that are not the gateway's; by default their sockets are closed. */
  otherUpgrades?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  server?: ReturnType<typeof createServer>;
}

/** A listening web server. */
export interface RunningWeb {
  origin: string;
  close(): Promise<void>;
}

/**
 * Starts the web server: pages, assets and the GraphQL gateway on one port.
 *
 * @param options Its configuration and parts.
 * @returns The server, once it listens.
 * @throws {ConfigurationError} When the port is taken or the configuration cannot work.
 */
export async function startWeb(options: StartWebOptions): Promise<RunningWeb> {
  const { env, development } = options;
  const log = pino({ level: env.LOG_LEVEL, name: "web" });
  const graphqlUrl = new URL("/v1/graphql", env.HASURA_ENDPOINT);
  const socketUrl = new URL(graphqlUrl);
  socketUrl.protocol = graphqlUrl.protocol === "https:" ? "wss:" : "ws:";

  const authSession = createAuthSession({
    issuer: options.issuer,
    clientId: env.AUTH0_CLIENT_ID,
    clientSecret: new Secret(env.AUTH0_CLIENT_SECRET),
    audience: env.AUTH0_AUDIENCE,
    appOrigin: env.WEB_ORIGIN,
    keys: env.SESSION_KEYS,
    cookieName: "potluck",
    paths: { afterLogin: "/dinners" },
    onLogin: shadowUserWriter(graphqlUrl),
    // A developer has to see it at once; people have to see nothing of it.
    leaks: { action: development ? "throw" : env.SESSION_LEAKS },
    log: (event) => log.info(event, "session"),
  });
  const gateway = createGateway({
    session: authSession,
    upstream: { http: graphqlUrl, ws: socketUrl },
    log: (event) => log.info(event, "gateway"),
  });
  const handler = createWebApp({
    build: options.build,
    authSession,
    gateway,
    graphqlUrl,
    issuerOrigin: env.AUTH0_ISSUER.origin,
    development,
    secure: env.WEB_ORIGIN.protocol === "https:",
    logError: (error, request) =>
      log.error({ err: error, url: new URL(request.url).pathname }, "request failed"),
  });

  // Behind a proxy the Host header may be anything; links, redirects and origin checks use the configured origin.
  const pages = createRequestListener(handler, {
    host: env.WEB_ORIGIN.host,
    protocol: env.WEB_ORIGIN.protocol,
    onError: (error) => {
      log.error({ err: error }, "response failed");
    },
  });
  const server = options.server ?? createServer();
  server.on("request", (request, response) =>
    options.assets(request, response, () => pages(request, response)),
  );
  server.on("upgrade", (request, socket, head) => {
    if (request.url?.split("?")[0] === "/graphql") gateway.handleUpgrade(request, socket, head);
    else if (options.otherUpgrades) options.otherUpgrades(request, socket, head);
    else socket.destroy();
  });

  await listen(server, env);
  const { port } = server.address() as AddressInfo;
  log.info({ port, origin: env.WEB_ORIGIN.origin }, "web is listening");
  return {
    origin: env.WEB_ORIGIN.origin,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await gateway.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, env: WebEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const busy = error.code === "EADDRINUSE";
      reject(
        busy
          ? new ConfigurationError(`Port ${env.WEB_PORT} is taken: stop what listens there, or set WEB_PORT.`)
          : error,
      );
    });
    server.listen(env.WEB_PORT, env.WEB_HOST, () => resolve());
  });
}
