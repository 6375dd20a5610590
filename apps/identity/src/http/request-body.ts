import type { IncomingMessage } from "node:http";

const LIMIT = 64 * 1024;

/** The client sent more than anybody needs to; nothing that our side has to look into. */
export class BodyTooLarge extends Error {
  readonly status = 413;
  readonly expose = true;
}

/**
 * @returns The body as text.
 * @throws {@link BodyTooLarge} over 64 KiB.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new BodyTooLarge("The request is larger than 64 KiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
