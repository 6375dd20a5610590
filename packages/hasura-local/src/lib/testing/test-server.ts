import path from "node:path";
import { createScratchDatabase } from "@potluck/testing";
import { createClient } from "graphql-ws";
import type { Client, ClientOptions } from "graphql-ws";
import pg from "pg";
import { WebSocket } from "ws";
import { AUDIENCE, startTokenIssuer } from "./token-issuer.ts";
import type { TokenIssuer, TokenOverrides } from "./token-issuer.ts";
import { createHasuraLocal } from "../server/start.ts";
import type { HasuraLocal, HasuraLocalOptions } from "../server/start.ts";

export const PROJECT = path.resolve(import.meta.dirname, "../../../../../hasura");

/** The variables that its metadata refers to; nobody listens there. */
export const PROJECT_ENVIRONMENT = {
  FUNCTIONS_URL: "http://127.0.0.1:1",
  FUNCTIONS_SECRET: "functions-secret",
};
export const ADMIN_SECRET = "test-admin-secret";

export interface GraphQLResponse {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code?: string; path?: string } }[];
}

/** A server over a fresh database with the demo seeds, a real token issuer beside it. */
export interface TestServer {
  server: HasuraLocal;
  issuer: TokenIssuer;
  /** For changes behind the server's back. */
  database: pg.Pool;
  /** What the server logged. */
  logged: string[];
  /** Posts as a seeded person, e.g. `ada`; null for nobody; `admin` for the administrator. */
  query(person: string | null, query: string, variables?: Record<string, unknown>): Promise<GraphQLResponse>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A websocket client of a person; closed with the server. */
  socket(person: string, options?: Partial<ClientOptions> & { token?: TokenOverrides }): Client;
  headersOf(person: string | null, token?: TokenOverrides): Promise<Record<string, string>>;
  close(): Promise<void>;
}

/** @param options With `jwt`: what its JWT configuration has beside keys, audience and issuer. */
export async function startTestServer(
  environment: Record<string, string> = {},
  { jwt, ...options }: Partial<HasuraLocalOptions> & { jwt?: Record<string, unknown> } = {},
): Promise<TestServer> {
  const issuer = await startTokenIssuer();
  const scratch = await createScratchDatabase();
  const logged: string[] = [];
  const server = await createHasuraLocal({
    project: PROJECT,
    seed: "demo",
    log: (line) => logged.push(line),
    ...options,
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: scratch.url,
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: ADMIN_SECRET,
      HASURA_GRAPHQL_UNAUTHORIZED_ROLE: "anonymous",
      HASURA_GRAPHQL_PG_CONNECTIONS: "8",
      HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({
        jwk_url: issuer.jwksUrl,
        audience: AUDIENCE,
        issuer: issuer.issuer,
        ...jwt,
      }),
      ...PROJECT_ENVIRONMENT,
      ...environment,
    },
  });
  const database = new pg.Pool({ connectionString: scratch.url, max: 4 });
  database.on("error", () => {});
  const clients: Client[] = [];

  async function headersOf(
    person: string | null,
    token: TokenOverrides = {},
  ): Promise<Record<string, string>> {
    if (person === null) return {};
    if (person === "admin") return { "x-hasura-admin-secret": ADMIN_SECRET };
    return { authorization: `Bearer ${await issuer.sign({ user: `auth0|${person}`, ...token })}` };
  }

  function post(at: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${server.url}${at}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  return {
    server,
    issuer,
    database,
    logged,
    headersOf,
    post,
    async query(person, query, variables) {
      const response = await post("/v1/graphql", { query, variables }, await headersOf(person));
      return (await response.json()) as GraphQLResponse;
    },
    socket(person, { token, ...clientOptions } = {}) {
      const client = createClient({
        url: `${server.url.replace("http", "ws")}/v1/graphql`,
        webSocketImpl: WebSocket,
        lazy: true,
        lazyCloseTimeout: 1000,
        retryAttempts: 0,
        connectionParams: async () => ({ headers: await headersOf(person, token) }),
        ...clientOptions,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) await client.dispose();
      await server.close();
      await database.end();
      await scratch.drop();
      await issuer.close();
    },
  };
}
