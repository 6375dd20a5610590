import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Secret } from "@potluck/contracts/secret";
import { createHasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase, freePort } from "@potluck/testing";
import pg from "pg";
import type { FunctionContext } from "../context.ts";
import { allFunctions } from "../functions/all.ts";
import { startNodeHost } from "../host/node-host.ts";
import { createRouter } from "../host/router.ts";
import { createBookingPartner } from "../partner/booking-partner.ts";
import type { FunctionDefinition, Handler } from "../runtime/define-function.ts";
import { createHasuraClient } from "../runtime/hasura-client.ts";
import { createTestContext, testSecrets } from "./context.ts";
import { startScriptedPartner, type ScriptedPartner } from "./scripted-partner.ts";

/** In whose name an operation is sent; absent: the administrator's. */
export interface Caller {
  role: string;
  user?: string;
}

/** The API with the project's migrations and metadata, all functions, and a booking partner. */
export interface TestApi {
  context: FunctionContext;
  partner: ScriptedPartner;
  /** What functions have reported; a test that expects none looks here. */
  reports: unknown[];
  /** Every function at its path. The API itself reaches only the actions: events and ticks are the test's to deliver. */
  functions: Handler;
  /** Sends an operation. */
  graphql(text: string, variables?: Record<string, unknown>, as?: Caller): Promise<GraphQLAnswer>;
  /** Runs a statement in the database behind the API. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** What the API answers. */
export interface GraphQLAnswer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: { code: string } }[];
}

const PROJECT = fileURLToPath(new URL("../../../../hasura", import.meta.url));

/** Starts all of it on free ports over a scratch database. */
export async function startTestApi(): Promise<TestApi> {
  const database = await createScratchDatabase();
  const port = await freePort();
  const endpoint = new URL(`http://127.0.0.1:${port}`);
  const partner = await startScriptedPartner();
  const reports: unknown[] = [];
  const context = createTestContext({
    hasura: createHasuraClient({ endpoint, adminSecret: new Secret(testSecrets.admin) }),
    partner: createBookingPartner({
      endpoint: partner.url,
      apiKey: new Secret(testSecrets.partnerKey),
      timeoutMs: 1000,
    }),
    report: (error) => reports.push(error),
  });
  const host = await startNodeHost(allFunctions.map(toReachable), context, 0);
  const api = await createHasuraLocal({
    project: PROJECT,
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
      HASURA_GRAPHQL_SERVER_PORT: String(port),
      HASURA_GRAPHQL_ADMIN_SECRET: testSecrets.admin,
      HASURA_GRAPHQL_UNAUTHORIZED_ROLE: "anonymous",
      FUNCTIONS_URL: host.url,
      FUNCTIONS_SECRET: testSecrets.functions,
    },
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });

  return {
    context,
    partner,
    reports,
    functions: createRouter(allFunctions, context),
    async graphql(text, variables = {}, as) {
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (as?.role !== "anonymous") headers["x-hasura-admin-secret"] = testSecrets.admin;
      if (as && as.role !== "anonymous") headers["x-hasura-role"] = as.role;
      if (as?.user !== undefined) headers["x-hasura-user-id"] = as.user;
      const body = JSON.stringify({ query: text, variables });
      const response = await fetch(new URL("/v1/graphql", endpoint), { method: "POST", headers, body });
      return (await response.json()) as GraphQLAnswer;
    },
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
    async stop() {
      await pool.end();
      await api.close();
      await host.stop();
      await partner.stop();
      await database.drop();
    },
  };
}

/** Swallows what the API delivers by itself: tests deliver twice, late and in any order. */
function toReachable(definition: FunctionDefinition): FunctionDefinition {
  if (definition.path.startsWith("/actions/")) return definition;
  return { path: definition.path, create: () => () => Promise.resolve(Response.json({})) };
}

/** Makes a person, as their first sign-in does. */
export async function addPerson(api: TestApi, name: string): Promise<string> {
  const id = `auth0|${name.toLowerCase()}-${randomBytes(4).toString("hex")}`;
  await expectData(
    api.graphql(
      "mutation AddPerson($id: String!, $name: String!) { insert_users_one(object: { id: $id, display_name: $name }) { id } }",
      { id, name },
    ),
  );
  return id;
}

/** Makes a dinner of a person's. */
export async function addDinner(api: TestApi, owner: string, title: string): Promise<string> {
  const { insert_dinners_one: dinner } = await expectData<{ insert_dinners_one: { id: string } }>(
    api.graphql(
      'mutation AddDinner($title: String!) { insert_dinners_one(object: { title: $title, starts_at: "2030-05-01T18:00:00Z" }) { id } }',
      { title },
      { role: "user", user: owner },
    ),
  );
  return dinner.id;
}

/** @returns The answer's data; throws what the API refused. */
export async function expectData<Data = Record<string, unknown>>(
  answer: Promise<GraphQLAnswer>,
): Promise<Data> {
  const { data, errors } = await answer;
  if (errors) throw new Error(errors.map(({ message }) => message).join("; "));
  return data as Data;
}
