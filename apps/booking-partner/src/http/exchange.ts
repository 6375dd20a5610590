import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./problem.ts";

const BODY_LIMIT = 64 * 1024;

/** A request as the routes see it. */
export interface PartnerRequest {
  method: string;
  url: URL;
  /** @returns Its value, or undefined. */
  header(name: string): string | undefined;
  body: string;
}

/** @returns The request with its whole body, unless that is larger than 64 KiB. */
export async function readRequest(incoming: IncomingMessage): Promise<PartnerRequest | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) return "too large";
    chunks.push(chunk);
  }
  return {
    method: incoming.method ?? "GET",
    url: new URL(incoming.url ?? "/", "http://partner.invalid"),
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** Writes an answer as JSON. */
export function send(outgoing: ServerResponse, { status, body }: Answer): void {
  outgoing.setHeaders(new Headers({ "content-type": "application/json", "cache-control": "no-store" }));
  if (status === 429 || status === 503) outgoing.setHeader("retry-after", "1");
  outgoing.writeHead(status);
  outgoing.end(JSON.stringify(body));
}

/** @returns The value, or undefined where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
