import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { BodyTooLarge, readBody } from "./request-body.ts";

/** A JSON answer. */
export interface JsonAnswer {
  status: number;
  body: unknown;
}

/** Answers `METHOD /path` with what it makes of a JSON body; `{}` where none was sent. */
export type JsonRoutes = Record<string, (body: unknown) => JsonAnswer | Promise<JsonAnswer>>;

/** A request that cannot be carried out as it is; the message says how it could. */
export class BadRequest extends Error {}

/**
 * The one place where a request becomes a JSON answer, and an error a status.
 *
 * @param report Receives one line per failure that nobody expected.
 */
export function createJsonEdge(routes: JsonRoutes, report: (line: string) => void): RequestListener {
  return (request, response) => {
    void answer(routes, request)
      .catch((error: unknown) => toAnswer(error, report))
      .then((made) => send(response, made));
  };
}

async function answer(routes: JsonRoutes, request: IncomingMessage): Promise<JsonAnswer> {
  const { method = "GET", url = "/", headers } = request;
  const route = routes[`${method} ${url}`];
  if (!route) {
    const message = `The controls are ${Object.keys(routes).join(", ")}.`;
    return { status: 404, body: { code: "not-found", message } };
  }
  // Another site's page cannot send this type without asking first.
  if (method === "POST" && !headers["content-type"]?.startsWith("application/json"))
    throw new BadRequest("Send content-type: application/json.");
  return route(parseJson(await readBody(request)));
}

function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new BadRequest("The body is no JSON.");
  }
}

function toAnswer(error: unknown, report: (line: string) => void): JsonAnswer {
  if (error instanceof BadRequest || error instanceof BodyTooLarge)
    return { status: 400, body: { code: "bad-request", message: error.message } };
  report(`identity: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return { status: 500, body: { code: "internal", message: "Something is wrong here; the log says what." } };
}

function send(response: ServerResponse, { status, body }: JsonAnswer): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
