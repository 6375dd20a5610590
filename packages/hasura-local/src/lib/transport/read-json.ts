import type { IncomingMessage } from "node:http";
import { GraphQLRequestError } from "../errors.ts";

/**
 * Reads a request's body.
 *
 * @param limit bytes.
 * @throws GraphQLRequestError `payload-too-large` or `invalid-json`.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new GraphQLRequestError("payload-too-large", `the request is larger than ${limit} bytes`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch (cause) {
    const message = size === 0 ? "Error in $: not enough input" : "Error in $: not a valid json value";
    throw new GraphQLRequestError("invalid-json", message, { cause });
  }
}
