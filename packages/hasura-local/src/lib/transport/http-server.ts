import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Api } from "./api.ts";
import { corsHeaders, parseCorsDomains, preflightHeaders } from "./cors.ts";
import type { CorsPolicy } from "./cors.ts";
import { plainErrorResponse, toRequestError } from "./error-response.ts";
import { answerGraphQL } from "./graphql-endpoint.ts";
import { answerMetadata } from "./metadata-endpoint.ts";
import { readJson } from "./read-json.ts";
import { toRequestHeaders } from "./request-headers.ts";
import { GraphQLRequestError } from "../errors.ts";
import { HASURA_VERSION } from "../hasura-version.ts";

interface Answer {
  status: number;
  type: "application/json; charset=utf-8" | "text/plain; charset=utf-8";
  body: string;
}

/** Creates the HTTP server; it is not listening yet. */
export function createHttpServer(api: Api): Server {
  const cors = parseCorsDomains(api.config.corsDomain);
  const server = createServer((request, response) => void respond(api, cors, request, response));
  // Longer than clients keep idle connections, so that the client is the one to close them.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function respond(
  api: Api,
  cors: CorsPolicy,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin } = request.headers;
  const allowed = origin !== undefined && cors.allows(origin);
  if (allowed) setHeaders(response, corsHeaders(origin));
  if (allowed && request.method === "OPTIONS") {
    const requested = request.headers["access-control-request-headers"] ?? "";
    setHeaders(response, preflightHeaders(requested));
    response.statusCode = 204;
    response.end();
    return;
  }
  const requestId = request.headers["x-request-id"];
  response.setHeader("x-request-id", typeof requestId === "string" ? requestId : randomUUID());
  const answer = await route(api, request);
  response.statusCode = answer.status;
  response.setHeader("content-type", answer.type);
  response.end(answer.body);
  // What was not read of a refused body must not be taken for the next request.
  if (!request.complete) response.once("finish", () => request.destroy());
}

async function route(api: Api, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? "/").split("?", 1)[0];
  const headers = toRequestHeaders(request.headers);
  const readBody = (): Promise<unknown> => readJson(request, api.config.maxRequestBytes);
  try {
    switch (`${request.method} ${path}`) {
      case "POST /v1/graphql":
        return json(200, await answerGraphQL(api, headers, readBody));
      case "POST /v1/metadata":
        return json(200, await answerMetadata(api, headers, readBody));
      case "GET /healthz":
        return await answerHealth(api);
      case "GET /v1/version":
        return json(200, JSON.stringify({ server_type: "ce", version: HASURA_VERSION }));
      default:
        throw new GraphQLRequestError("not-found", "resource does not exist");
    }
  } catch (error) {
    const { status, body } = plainErrorResponse(toRequestError(error, api.log));
    return json(status, body);
  }
}

async function answerHealth(api: Api): Promise<Answer> {
  try {
    await api.checkDatabase();
    return { status: 200, type: "text/plain; charset=utf-8", body: "OK" };
  } catch {
    return { status: 500, type: "text/plain; charset=utf-8", body: "ERROR: the database does not answer" };
  }
}

function json(status: number, body: string): Answer {
  return { status, type: "application/json; charset=utf-8", body };
}

function setHeaders(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
