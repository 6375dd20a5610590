import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type * as Graphql from "graphql";
import { parse, validate, type ExecutionResult } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { ApiRequest, TestApi } from "./api.ts";

// graphql-ws wants errors of the copy of graphql that it imports itself.
const { GraphQLError } = createRequire(import.meta.url)("graphql") as typeof Graphql;

/** A {@link TestApi} on a real port, over HTTP and `graphql-transport-ws`. */
export interface TestServer {
  url: string;
  wsUrl: string;
  /** Headers of every HTTP call. */
  headers: Record<string, string | string[] | undefined>[];
  /** Open sockets. */
  sockets: WebSocketServer["clients"];
  /** Answers HTTP calls with this instead, while set. */
  answer: { status: number; body: string } | undefined;
  /** Lets HTTP calls wait until it resolves. */
  hold: Promise<void> | undefined;
  /** Whether sockets are refused, as on the way through some proxies. */
  refusesSockets: boolean;
  /** Told the id of every operation that arrives over a socket. */
  onSubscribe: ((id: string) => void) | undefined;
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. */
export async function startTestServer(api: TestApi): Promise<TestServer> {
  const state: Pick<TestServer, "headers" | "answer" | "hold" | "refusesSockets" | "onSubscribe"> = {
    headers: [],
    answer: undefined,
    hold: undefined,
    refusesSockets: false,
    onSubscribe: undefined,
  };
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      state.headers.push(request.headers);
      const answer = async (): Promise<void> => {
        await state.hold;
        const { status, body } = state.answer ?? { status: 200, body: run(Buffer.concat(chunks).toString()) };
        response.writeHead(status, { "content-type": "application/json" }).end(body);
      };
      void answer();
    });
  });
  const run = (text: string): string => JSON.stringify(api.execute(JSON.parse(text) as ApiRequest));
  const sockets = new WebSocketServer({ server: http, verifyClient: () => !state.refusesSockets });
  const gateway = useServer(
    {
      schema: api.schema,
      onError: (_context, _id, _payload, errors) =>
        errors.map(({ message }) => ({ message, extensions: { code: "validation-failed", path: "$" } })),
      execute: (args) => api.execute(toRequest(args as never)),
      subscribe: (args) => frames(api, toRequest(args as never)),
      onSubscribe(_context, id, payload) {
        state.onSubscribe?.(id);
        const document = parse(payload.query);
        const errors = validate(api.schema, document).map((error) => new GraphQLError(error.message));
        return errors.length > 0 ? errors : { schema: api.schema, document, contextValue: payload };
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/v1/graphql`,
    wsUrl: `ws://127.0.0.1:${port}/v1/graphql`,
    sockets: sockets.clients,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await gateway.dispose();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  });
}

function toRequest(args: { contextValue: ApiRequest }): ApiRequest {
  return args.contextValue;
}

async function* frames(api: TestApi, request: ApiRequest): AsyncGenerator<ExecutionResult> {
  const queue: ExecutionResult[] = [];
  let wake = (): void => {};
  const stop = api.live(request, (result) => {
    queue.push(result);
    wake();
  });
  try {
    for (;;) {
      for (let next = queue.shift(); next; next = queue.shift()) yield next;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
  }
}
