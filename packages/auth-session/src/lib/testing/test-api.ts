import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, type ExecutionResult, graphql, parse, subscribe } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { unverifiedClaims } from "../jwt-claims.ts";

/** A small GraphQL API over HTTP and graphql-transport-ws, with Hasura's habits: full state first, silence at token expiry. */
export interface TestApi {
  http: string;
  ws: string;
  /** Headers of every HTTP request. */
  readonly requests: { headers: IncomingHttpHeaders; body: string }[];
  /** Payload of every connection_init. */
  readonly inits: unknown[];
  /** Sockets open now, and ever. */
  readonly sockets: { open: number; total: number };
  readonly mutations: { count: number };
  /** Sets the value and tells every subscriber. */
  set(value: string): void;
  /** Runs before an HTTP request is answered. */
  hold: (() => Promise<void>) | null;
  /** Closes all sockets without a word. */
  cutSockets(): void;
  /** Refuses new sockets. */
  refusing: boolean;
  /** How many sockets were refused. */
  refused: number;
  close(): Promise<void>;
}

const schema = buildSchema(`
  type Query { value: String }
  type Mutation { bump: Int }
  type Subscription { value: String  events_stream: String }
`);

/** @returns The running API on a free port of 127.0.0.1; close it. */
export async function startTestApi(): Promise<TestApi> {
  let value = "0";
  const wakers = new Set<() => void>();

  async function* live(): AsyncGenerator<{ value: string; events_stream: string }> {
    let last: string | null = null;
    for (;;) {
      if (value !== last) {
        last = value;
        yield { value, events_stream: value };
        continue;
      }
      let wake = () => undefined as void;
      try {
        await new Promise<void>((resolve) => wakers.add((wake = resolve)));
      } finally {
        wakers.delete(wake);
      }
    }
  }

  const server = createServer((request, response) => {
    void answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, {
          "content-type": "application/json",
          "x-internal": "1",
          "set-cookie": "api=1",
        });
        response.end(body);
      },
      () => response.destroy(),
    );
  });

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    api.requests.push({ headers: request.headers, body });
    await api.hold?.();
    const { query, variables, operationName } = JSON.parse(body) as {
      query: string;
      variables?: Record<string, unknown>;
      operationName?: string;
    };
    const rootValue = { value: () => value, bump: () => ++api.mutations.count };
    const result = await graphql({
      schema,
      source: query,
      rootValue,
      variableValues: variables,
      operationName,
    });
    return { status: 200, body: JSON.stringify(result) };
  }

  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (api.refusing) {
      api.refused++;
      return socket.destroy();
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request));
  });
  useServer(
    {
      onConnect(context) {
        api.inits.push(context.connectionParams);
        const headers = context.connectionParams?.["headers"] as { Authorization?: string } | undefined;
        const claims = unverifiedClaims(headers?.Authorization?.replace("Bearer ", "") ?? "");
        const exp = Number(claims?.["exp"] ?? 0) * 1000;
        if (exp <= Date.now()) return false;
        const timer = setTimeout(
          () => context.extra.socket.terminate(),
          Math.min(exp - Date.now(), 2 ** 31 - 1),
        );
        context.extra.socket.once("close", () => clearTimeout(timer));
        return true;
      },
      onSubscribe: (_context, _id, { query, variables, operationName }) => ({
        schema,
        document: parse(query),
        rootValue: {},
        variableValues: variables,
        operationName,
      }),
      subscribe: async (args) =>
        subscribe({ ...args, subscribeFieldResolver: () => live() }) as Promise<
          AsyncGenerator<ExecutionResult, void, void> | ExecutionResult
        >,
    },
    sockets,
  );
  sockets.on("connection", (client) => {
    api.sockets.open++;
    api.sockets.total++;
    client.once("close", () => api.sockets.open--);
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const api: TestApi = {
    http: `http://127.0.0.1:${port}/v1/graphql`,
    ws: `ws://127.0.0.1:${port}/v1/graphql`,
    requests: [],
    inits: [],
    sockets: { open: 0, total: 0 },
    mutations: { count: 0 },
    hold: null,
    refusing: false,
    refused: 0,
    set(next) {
      value = next;
      for (const wake of wakers) wake();
    },
    cutSockets() {
      for (const client of sockets.clients) client.terminate();
    },
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}
