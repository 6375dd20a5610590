import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FunctionContext } from "../context.ts";
import type { FunctionDefinition, Handler } from "../runtime/define-function.ts";
import { FunctionError } from "../runtime/errors.ts";
import { createRouter } from "./router.ts";

/** A host that serves functions on one port of this machine. */
export interface NodeHost {
  /** Base address without a trailing slash. */
  url: string;
  /** Takes no more requests, finishes those that have begun, and ends them by force only after ten seconds. */
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const GRACE_MS = 10_000;

/**
 * Serves functions for development, each under its own path, and `/healthz`.
 *
 * @param port 0 takes a free one.
 * @throws FunctionError `FUNCTIONS_PORT_BUSY`
 */
export async function startNodeHost(
  functions: readonly FunctionDefinition[],
  context: FunctionContext,
  port: number,
): Promise<NodeHost> {
  const handle = createRouter(functions, context);
  let isStopping = false;
  const server = createServer((incoming, outgoing) => {
    // A connection that is kept alive would outlive the server.
    if (isStopping) outgoing.setHeader("connection", "close");
    outgoing.once("finish", () => {
      if (isStopping) setImmediate(() => server.closeIdleConnections());
    });
    answer(handle, incoming, outgoing).catch((error: unknown) => {
      context.report(error);
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
  const bound = await listen(server, port);
  return {
    url: `http://${HOST}:${bound}`,
    async stop() {
      isStopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(force);
    },
  };
}

async function answer(handle: Handler, incoming: IncomingMessage, outgoing: ServerResponse) {
  const response = await handle(toRequest(incoming));
  // What the function did not care to read is not read after it either.
  if (!incoming.complete) outgoing.setHeader("connection", "close");
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function toRequest(incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const method = incoming.method ?? "GET";
  const url = new URL(incoming.url ?? "/", `http://${HOST}`);
  if (method === "GET" || method === "HEAD") return new Request(url, { method, headers });
  // The answer to a body that is too large still has to go out on its connection.
  const body = ReadableStream.from(
    incoming.iterator({ destroyOnReturn: false }),
  ) as ReadableStream<Uint8Array>;
  return new Request(url, { method, headers, body, duplex: "half" });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return reject(error);
      const message = `Functions cannot listen on ${HOST}:${port} (${error.code}); stop what uses it or set FUNCTIONS_PORT.`;
      reject(new FunctionError("FUNCTIONS_PORT_BUSY", message, { cause: error }));
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
