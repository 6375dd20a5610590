import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { createRequestListener } from "@remix-run/node-fetch-server";
import pino from "pino";

import { type ComposeOptions, composeApp } from "./compose-app.ts";
import { ConfigurationError } from "./configuration-error.ts";
import type { WebEnv } from "./env.ts";

/** Connect-style middleware that serves files and calls `next` for everything else. */
export type Assets = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What {@link startWeb} needs to know. */
export interface StartWebOptions extends Omit<ComposeOptions, "log"> {
  assets: Assets;
  /** Takes upgrades that are not the gateway's; by default their sockets are closed. */
  otherUpgrades?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  server?: ReturnType<typeof createServer>;
}

/** A listening web server. */
export interface RunningWeb {
  origin: string;
  close(): Promise<void>;
}

/** How long a server that comes up waits for its session store, in milliseconds. */
const STORE_PATIENCE_MS = 5_000;

/**
 * Starts the web server: pages, assets and, in gateway mode, the GraphQL gateway on one port.
 *
 * @param options Its configuration and parts.
 * @returns The server, once it listens.
 * @throws {ConfigurationError} When the port is taken or the configuration cannot work.
 */
export async function startWeb(options: StartWebOptions): Promise<RunningWeb> {
  const { env } = options;
  const log = pino({ level: env.LOG_LEVEL, name: "web" });
  const { handler, gateway, store } = composeApp({ ...options, log });
  const isStoreReady = store?.ready().catch((error: unknown) => {
    log.info(
      { reason: error instanceof Error ? error.message : "unknown" },
      "the session store is not there yet",
    );
  });
  // A server that comes up refuses nobody who is signed in. But the database may come later still: then it says so until then.
  if (isStoreReady) await Promise.race([isStoreReady, delay(STORE_PATIENCE_MS, undefined, { ref: false })]);

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
    if (request.url?.split("?")[0] === "/graphql") {
      if (gateway) gateway.handleUpgrade(request, socket, head);
      else refuseUpgrade(socket);
    } else if (options.otherUpgrades) options.otherUpgrades(request, socket, head);
    else socket.destroy();
  });

  await listen(server, env);
  const { port } = server.address() as AddressInfo;
  log.info({ port, origin: env.WEB_ORIGIN.origin }, "web is listening");
  return {
    origin: env.WEB_ORIGIN.origin,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await gateway?.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1_000).unref();
      await closed;
      await store?.close();
    },
  };
}

/** There is nothing to upgrade to. */
function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
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
