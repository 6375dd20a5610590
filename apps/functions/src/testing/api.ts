import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createHasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase, freePort } from "@potluck/testing";
import { allFunctions } from "../functions/all.ts";
import { startNodeHost } from "../host/node-host.ts";
import type { FunctionContext } from "../runtime/define-action.ts";
import { createHasuraClient } from "../runtime/hasura-client.ts";
import { Secret } from "../runtime/secret.ts";

/** In whose name an operation is sent; absent: the administrator's. */
export interface Caller {
  role: string;
  user?: string;
}

/** The API with the project's migrations and metadata, and all functions behind its actions. */
export interface TestApi {
  context: FunctionContext;
  /** Sends an operation. */
  graphql(text: string, variables?: Record<string, unknown>, as?: Caller): Promise<GraphQLAnswer>;
  stop(): Promise<void>;
}

/** What the API answers. */
export interface GraphQLAnswer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: { code: string } }[];
}

const PROJECT = fileURLToPath(new URL("../../../../hasura", import.meta.url));
const ADMIN = "admin-secret-of-the-test";
const FUNCTIONS_SECRET = "functions-secret-of-the-test";

/** Starts all of it on free ports over a scratch database. */
export async function startTestApi(): Promise<TestApi> {
  const database = await createScratchDatabase();
  const port = await freePort();
  const endpoint = new URL(`http://127.0.0.1:${port}`);
  const context: FunctionContext = {
    hasura: createHasuraClient({ endpoint, adminSecret: new Secret(ADMIN) }),
    functionsSecret: new Secret(FUNCTIONS_SECRET),
    now: () => new Date(),
    report: (error) => process.stderr.write(`functions under test: ${String(error)}\n`),
  };
  const host = await startNodeHost(allFunctions, context, 0);
  const api = await createHasuraLocal({
    project: PROJECT,
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
      HASURA_GRAPHQL_SERVER_PORT: String(port),
      HASURA_GRAPHQL_ADMIN_SECRET: ADMIN,
      HASURA_GRAPHQL_UNAUTHORIZED_ROLE: "anonymous",
      FUNCTIONS_URL: host.url,
      FUNCTIONS_SECRET,
    },
  });

  return {
    context,
    async graphql(text, variables = {}, as) {
      const headers: Record<string, string> = { "content-type": "application/json" };
      if (as?.role !== "anonymous") headers["x-hasura-admin-secret"] = ADMIN;
      if (as && as.role !== "anonymous") headers["x-hasura-role"] = as.role;
      if (as?.user !== undefined) headers["x-hasura-user-id"] = as.user;
      const body = JSON.stringify({ query: text, variables });
      const response = await fetch(new URL("/v1/graphql", endpoint), { method: "POST", headers, body });
      return (await response.json()) as GraphQLAnswer;
    },
    async stop() {
      await api.close();
      await host.stop();
      await database.drop();
    },
  };
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
