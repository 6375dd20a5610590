import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FunctionContext, FunctionDefinition, Handler } from "../runtime/define-action.ts";
import { FunctionError } from "../runtime/errors.ts";

/** A host that serves functions on one port of this machine. */
export interface NodeHost {
  /** Base address without a trailing slash. */
  url: string;
  /** Ends open connections. */
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const BODY_LIMIT = 256 * 1024;

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
  const handlers = new Map<string, Handler>(functions.map(({ path, create }) => [path, create(context)]));
  handlers.set("/healthz", () => Promise.resolve(Response.json({ status: "ok" })));

  const server = createServer((incoming, outgoing) => {
    answer(handlers, incoming, outgoing).catch((error: unknown) => {
      context.report(error);
      outgoing.writeHead(500).end();
    });
  });
  const bound = await listen(server, port);
  return {
    url: `http://${HOST}:${bound}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handlers: Map<string, Handler>, incoming: IncomingMessage, outgoing: ServerResponse) {
  const url = new URL(incoming.url ?? "/", `http://${HOST}`);
  const handler = handlers.get(url.pathname);
  const body = await readBody(incoming);
  if (body === "too large") {
    outgoing.writeHead(413, { connection: "close" }).end();
    return;
  }
  const response = handler
    ? await handler(toRequest(incoming, url, body))
    : Response.json(
        { message: "There is no function at this address.", extensions: { code: "not-found" } },
        { status: 404 },
      );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

function toRequest(incoming: IncomingMessage, url: URL, body: Buffer): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const method = incoming.method ?? "GET";
  return new Request(url, {
    method,
    headers,
    body: method === "GET" || method === "HEAD" ? undefined : body,
  });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return "too large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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
