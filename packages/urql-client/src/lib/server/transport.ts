import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** One POST and its answer as text. */
export interface TextAnswer {
  status: number;
  text: string;
}

/** How a server client reaches the API. */
export type Transport = (call: TransportCall) => Promise<TextAnswer>;

/** What a {@link Transport} sends. */
export interface TransportCall {
  url: URL;
  headers: Headers;
  body: string;
  signal: AbortSignal;
  /** Whether the call may be sent again when a reused connection turns out to be closed. */
  repeatable: boolean;
}

// Connections outlive requests; that is all these hold: nothing of a visitor is kept between two requests. Those that rest are closed
// before the API does it, which Node's own servers do after five seconds: a mutation that meets that moment can't be sent again.
const options = {
  keepAlive: true,
  keepAliveMsecs: 1_000,
  timeout: 4_000,
  maxSockets: 256,
  scheduling: "lifo" as const,
};
const httpAgent = new HttpAgent(options);
const httpsAgent = new HttpsAgent(options);

/**
 * POST over `node:http` with kept-alive connections: a third of a millisecond of CPU less per call than `fetch` on Node 20.
 * @returns Status and body.
 */
export const nodeTransport: Transport = ({ url, headers, body, signal, repeatable }) =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const length = Buffer.byteLength(body);
    const send = (): void => {
      const request = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: "POST",
          agent: secure ? httpsAgent : httpAgent,
          headers: { ...Object.fromEntries(headers), "content-length": length },
          signal,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString("utf8");
            resolve({ status: response.statusCode ?? 0, text });
          });
        },
      );
      request.on("error", (error: NodeJS.ErrnoException) => {
        // The API may close idle connections in the very moment one is reused; a query can simply be asked again, on a new one in the end.
        if (repeatable && request.reusedSocket && error.code === "ECONNRESET") send();
        else reject(error);
      });
      request.end(body);
    };
    send();
  });

/** @returns A transport over a `fetch` function, for hosts without `node:http`. */
export function fetchTransport(fetch: typeof globalThis.fetch): Transport {
  return async ({ url, headers, body, signal }) => {
    const response = await fetch(url, { method: "POST", headers, body, signal });
    return { status: response.status, text: await response.text() };
  };
}
