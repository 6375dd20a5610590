import type { IncomingMessage } from "node:http";

const LIMIT = 64 * 1024;

/**
 * @returns The body as text.
 * @throws Error when it is larger than 64 KiB.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new Error("The request is larger than 64 KiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
