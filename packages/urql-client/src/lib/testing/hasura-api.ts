import { createHmac } from "node:crypto";
import path from "node:path";
import { createHasuraLocal, type HasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from "graphql";
import { generateModel } from "../codegen/generate.ts";
import { loadTables } from "../codegen/metadata.ts";
import type { HasuraModel } from "../model/types.ts";

const project = path.resolve(import.meta.dirname, "../../../../../hasura");
const adminSecret = "an-admin-secret";
const tokenKey = "a-key-of-at-least-thirty-two-characters";

/** The real API over a scratch database with the demo data. */
export interface HasuraApi {
  url: string;
  wsUrl: string;
  database: ScratchDatabase;
  model: HasuraModel;
  /** Headers with which a person is believed to be somebody. */
  headersOf(user: string): Record<string, string>;
  /** @param expiresAt When it expires, in ms since the epoch; whole seconds count. */
  tokenOf(user: string, expiresAt: number): string;
  close(): Promise<void>;
}

/**
 * Starts it on a free port.
 * @param liveMode How it notices changes.
 */
export async function startHasuraApi(liveMode: "notify" | "poll" = "notify"): Promise<HasuraApi> {
  const database = await createScratchDatabase();
  const api: HasuraLocal = await createHasuraLocal({
    project,
    seed: "demo",
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: adminSecret,
      HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: "HS256", key: tokenKey }),
      HASURA_LOCAL_LIVE_MODE: liveMode,
      HASURA_GRAPHQL_LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL: "100",
      FUNCTIONS_URL: "http://127.0.0.1:1",
      FUNCTIONS_SECRET: "not-called-here",
    },
  });
  const headersOf = (user: string) => ({
    "x-hasura-admin-secret": adminSecret,
    "x-hasura-role": "user",
    "x-hasura-user-id": user,
  });
  const url = `${api.url}/v1/graphql`;
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headersOf("auth0|ada"), "content-type": "application/json" },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const { data } = (await response.json()) as { data: IntrospectionQuery };
  const tables = await loadTables(path.join(project, "metadata"));
  return {
    url,
    wsUrl: url.replace(/^http/, "ws"),
    database,
    model: generateModel({
      sdl: printSchema(buildClientSchema(data)),
      tables,
      role: "user",
      bytewise: ["items.position"],
    }),
    headersOf,
    tokenOf: (user, expiresAt) =>
      sign({
        sub: user,
        exp: Math.floor(expiresAt / 1000),
        "https://hasura.io/jwt/claims": {
          "x-hasura-default-role": "user",
          "x-hasura-allowed-roles": ["user"],
          "x-hasura-user-id": user,
        },
      }),
    async close() {
      await api.close();
      await database.drop();
    },
  };
}

/** A signed JSON web token (RFC 7519), HS256. */
function sign(claims: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${text}.${createHmac("sha256", tokenKey).update(text).digest("base64url")}`;
}
