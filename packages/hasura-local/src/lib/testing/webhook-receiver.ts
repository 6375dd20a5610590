import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { listen } from "../server/listen.ts";

/** A call that arrived. */
export interface ReceivedCall {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Record<string, unknown>;
  /** Milliseconds, by `performance.now()`. */
  at: number;
}

/** What to do with a call; "drop" cuts the connection without an answer. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string } | "drop";

/** A real HTTP server that keeps what it receives. */
export interface WebhookReceiver {
  url: string;
  calls: ReceivedCall[];
  /** Replaces how calls are answered; at first with 200. */
  answerWith(answer: (call: ReceivedCall) => Answer | Promise<Answer>): void;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  let answer: (call: ReceivedCall) => Answer | Promise<Answer> = () => ({ status: 200 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as Record<string, unknown>;
      const { url = "/", headers } = request;
      const call = { path: url, headers, text, body, at: performance.now() };
      calls.push(call);
      void respond(response, answer(call));
    });
  });
  const port = await listen(server, "127.0.0.1", 0);
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answerWith(next) {
      answer = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(response: ServerResponse, pending: Answer | Promise<Answer>): Promise<void> {
  const answer = await pending;
  if (answer === "drop") {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body ?? "{}");
}
