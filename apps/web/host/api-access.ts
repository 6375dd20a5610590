import type { ApiAccess } from "../app/services/api-access.ts";
import type { WebEnv } from "./env.ts";

/** Where GraphQL is answered. */
export interface GraphqlAddresses {
  /** As seen from this server. */
  http: URL;
  ws: URL;
}

/**
 * @param endpoint Base address of the API.
 * @returns Where it answers GraphQL.
 */
export function graphqlAddresses(endpoint: URL): GraphqlAddresses {
  const http = new URL("/v1/graphql", endpoint);
  const ws = new URL(http);
  ws.protocol = http.protocol === "https:" ? "wss:" : "ws:";
  return { http, ws };
}

/**
 * @param env The web server's configuration.
 * @returns How the browser reaches the API.
 */
export function apiAccessOf(env: WebEnv): ApiAccess {
  if (env.API_ACCESS === "gateway") return { mode: "gateway" };
  const { http, ws } = graphqlAddresses(env.HASURA_PUBLIC_ENDPOINT ?? env.HASURA_ENDPOINT);
  return { mode: "direct", url: http.href, wsUrl: ws.href };
}

/**
 * @param access How the browser reaches the API.
 * @returns Origins other than our own that pages talk to.
 */
export function connectOrigins(access: ApiAccess): string[] {
  return access.mode === "gateway" ? [] : [new URL(access.url).origin, new URL(access.wsUrl).origin];
}
