import path from "node:path";
import { createHasuraLocal, type HasuraLocal } from "@potluck/hasura-local";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import { gql, type TypedDocumentNode } from "@urql/core";
import { buildClientSchema, getIntrospectionQuery, printSchema, type IntrospectionQuery } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { generateModel } from "../codegen/generate.ts";
import { loadTables } from "../codegen/metadata.ts";
import type { HasuraModel } from "../model/types.ts";
import { createServerClient } from "../server/client.ts";
import { createBrowserClient, type BrowserClient } from "./client.ts";
import type { BrowserClientOptions } from "./options.ts";

const project = path.resolve(import.meta.dirname, "../../../../../hasura");
const secret = "an-admin-secret";
const dinner = "00000000-0000-4000-8000-000000000001";

interface Line {
  id: string;
  title: string;
  done: boolean;
  position: string;
  assignee: { id: string; display_name: string } | null;
}
const Dinner: TypedDocumentNode<{ dinners_by_pk: { title: string; items: Line[] } | null }, { id: string }> =
  gql`
    query Dinner($id: uuid!) {
      dinners_by_pk(id: $id) {
        id
        title
        items(order_by: [{ position: asc }, { id: asc }]) {
          id
          title
          done
          position
          created_at
          assignee {
            id
            display_name
          }
        }
      }
    }
  `;
const OpenLines: TypedDocumentNode<{ items: Line[] }, { id: string }> = gql`
  query OpenLines($id: uuid!) {
    items(
      where: { dinner_id: { _eq: $id }, done: { _eq: false } }
      order_by: [{ position: asc }, { id: asc }]
    ) {
      id
      title
      done
      position
    }
  }
`;
const Add: TypedDocumentNode<unknown, { object: object }> = gql`
  mutation Add($object: items_insert_input!) {
    insert_items_one(object: $object) {
      id
    }
  }
`;
const Change: TypedDocumentNode<unknown, { id: string; set: object }> = gql`
  mutation Change($id: uuid!, $set: items_set_input!) {
    update_items_by_pk(pk_columns: { id: $id }, _set: $set) {
      id
      updated_at
    }
  }
`;
const Remove: TypedDocumentNode<unknown, { id: string }> = gql`
  mutation Remove($id: uuid!) {
    delete_items_by_pk(id: $id) {
      id
    }
  }
`;

let scratch: ScratchDatabase;
let api: HasuraLocal;
let model: HasuraModel;
const clients: BrowserClient[] = [];

function headersOf(user: string): Record<string, string> {
  return { "x-hasura-admin-secret": secret, "x-hasura-role": "user", "x-hasura-user-id": user };
}

function browser(user: string, options: Partial<BrowserClientOptions> = {}): BrowserClient {
  const client = createBrowserClient({
    url: `${api.url}/v1/graphql`,
    wsUrl: `${api.url.replace(/^http/, "ws")}/v1/graphql`,
    model,
    user,
    fetchOptions: { headers: headersOf(user) },
    connectionParams: () => ({ headers: headersOf(user) }),
    webSocket: WebSocket,
    ...options,
  });
  clients.push(client);
  return client;
}

/** Opens both queries live; collects every state that was painted. */
async function look(client: BrowserClient) {
  const page = client.open(Dinner, { id: dinner });
  const open = client.open(OpenLines, { id: dinner });
  const painted: string[][] = [];
  const paint = (): void =>
    void painted.push(page.get().data?.dinners_by_pk?.items.map((line) => line.title) ?? []);
  page.subscribe(paint, true);
  open.subscribe(() => {}, true);
  await vi.waitFor(() => expect([page.get().status, open.get().status]).toEqual(["live", "live"]), {
    timeout: 5_000,
  });
  return {
    page,
    open,
    painted,
    titles: () => page.get().data!.dinners_by_pk!.items.map((line) => line.title),
  };
}

beforeAll(async () => {
  scratch = await createScratchDatabase();
  api = await createHasuraLocal({
    project,
    seed: "demo",
    environment: {
      HASURA_GRAPHQL_DATABASE_URL: scratch.url,
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: secret,
      FUNCTIONS_URL: "http://127.0.0.1:1",
      FUNCTIONS_SECRET: "not-called-here",
    },
  });
  const response = await fetch(`${api.url}/v1/graphql`, {
    method: "POST",
    headers: { ...headersOf("auth0|ada"), "content-type": "application/json" },
    body: JSON.stringify({ query: getIntrospectionQuery() }),
  });
  const { data } = (await response.json()) as { data: IntrospectionQuery };
  const tables = await loadTables(path.join(project, "metadata"));
  model = generateModel({ sdl: printSchema(buildClientSchema(data)), tables, role: "user" });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

afterAll(async () => {
  await api?.close();
  await scratch?.drop();
});

describe("createBrowserClient against hasura-local", () => {
  it("takes over what the server read and goes live without asking", async () => {
    const server = createServerClient({
      url: `${api.url}/v1/graphql`,
      user: "auth0|ada",
      headers: () => headersOf("auth0|ada"),
    });
    await server.prefetch([Dinner, { id: dinner }], [OpenLines, { id: dinner }]);
    const fetched = vi.fn<typeof fetch>(fetch);
    const client = browser("auth0|ada", { fetch: fetched });
    client.hydrate(server.dehydrate());
    const { painted, titles } = await look(client);
    expect(titles()).toContain("Plum cake");
    expect(painted.every((each) => each.length === 6)).toBe(true);
    expect(fetched).not.toHaveBeenCalled();
  });

  it("paints at once, and the other person sees it", async () => {
    const [ada, ben] = [browser("auth0|ada"), browser("auth0|ben")];
    const [mine, theirs] = [await look(ada), await look(ben)];
    const id = crypto.randomUUID();
    const object = { id, dinner_id: dinner, title: "Olives", position: "a0V", assignee_id: "auth0|ben" };
    const done = ada.mutate(Add, { object });
    await Promise.resolve();
    expect(mine.titles()[1]).toBe("Olives");
    expect(mine.open.get().data!.items.map((line) => line.title)).toContain("Olives");
    expect(await done).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(theirs.titles()[1]).toBe("Olives"), { timeout: 5_000 });
    expect(await ben.mutate(Change, { id, set: { done: true } })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(mine.page.get().data!.dinners_by_pk!.items[1]?.done).toBe(true), {
      timeout: 5_000,
    });
    await vi.waitFor(() => expect(mine.open.get().data!.items.map((line) => line.id)).not.toContain(id), {
      timeout: 15_000,
    });
    expect(await ada.mutate(Remove, { id })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(theirs.titles()).not.toContain("Olives"), { timeout: 5_000 });
  });

  it("never shows an older state of what it wrote in a burst of edits", async () => {
    const ada = browser("auth0|ada");
    const { page, titles } = await look(ada);
    const id = page.get().data!.dinners_by_pk!.items[0]!.id;
    const original = titles()[0]!;
    const seen: number[] = [];
    page.subscribe(() => void seen.push(Number(page.get().data!.dinners_by_pk!.items[0]!.title)), true);
    const answers: Promise<{ ok: boolean }>[] = [];
    for (let n = 1; n <= 40; n++) {
      answers.push(ada.mutate(Change, { id, set: { title: String(n) } }));
      if (n % 4 === 0) await answers[n - 3]; // some wait for an answer, some do not
    }
    expect((await Promise.all(answers)).every((answer) => answer.ok)).toBe(true);
    // Frames come in order: once a later change of somebody else is here, no older frame is on its way.
    const other = page.get().data!.dinners_by_pk!.items[2]!;
    const ben = browser("auth0|ben");
    await ben.mutate(Change, { id: other.id, set: { title: `${other.title}!` } });
    await vi.waitFor(() => expect(titles()[2]).toBe(`${other.title}!`), { timeout: 5_000 });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(40);
    await ben.mutate(Change, { id: other.id, set: { title: other.title } });
    await ada.mutate(Change, { id, set: { title: original } });
  });

  it("rolls a refused change back and says why", async () => {
    const cleo = browser("auth0|cleo"); // a viewer
    const { page, painted, titles } = await look(cleo);
    const before = titles();
    const { id } = page.get().data!.dinners_by_pk!.items[0]!;
    const answer = await cleo.mutate(Change, { id, set: { title: "Mine now" } });
    expect(answer).toMatchObject({ ok: false, error: { kind: "permission" } });
    expect(painted.some((each) => each.includes("Mine now"))).toBe(true);
    await vi.waitFor(() => expect(titles()).toEqual(before), { timeout: 15_000 });
  });

  it("does the same with everything over the socket", async () => {
    const fetched = vi.fn<typeof fetch>(fetch);
    const ada = browser("auth0|ada", { transport: "socket", fetch: fetched });
    const { page, titles } = await look(ada);
    const { id } = page.get().data!.dinners_by_pk!.items[0]!;
    const original = titles()[0]!;
    expect(await ada.mutate(Change, { id, set: { title: "Rye" } })).toMatchObject({ ok: true });
    expect(titles()[0]).toBe("Rye");
    await ada.mutate(Change, { id, set: { title: original } });
    expect(fetched).not.toHaveBeenCalled();
  });
});
