import { gql } from "@urql/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { QueryStore } from "../source.ts";
import { fillTables, startScratchApi, type ScratchApi } from "../testing/scratch-api.ts";
import { createBrowserClient, type BrowserClient } from "./client.ts";

const people = { table: { schema: "public", name: "people" } };
const letters = {
  table: { schema: "public", name: "letters" },
  object_relationships: [{ name: "author", using: { foreign_key_constraint_on: "author_id" } }],
};
const noLetters = { ...letters, select_permissions: [] };
const noTexts = {
  ...letters,
  select_permissions: [{ role: "user", permission: { columns: ["id", "author_id"], filter: {} } }],
};

const Letters = gql<{ letters: { text: string; author: { name: string } }[] }>`
  query Letters {
    letters(order_by: [{ id: asc }]) {
      id
      text
      author {
        id
        name
      }
    }
  }
`;
const People = gql<{ people: { name: string }[] }>`
  query People {
    people {
      id
      name
    }
  }
`;

let api: ScratchApi;
let client: BrowserClient;

/** Opens a query live. */
function open<D>(document: ReturnType<typeof gql<D>>): QueryStore<D> & { shown: unknown[] } {
  const store = client.open(document, {});
  const shown: unknown[] = [];
  store.subscribe(() => shown.push(store.get().data), true);
  return { ...store, shown };
}

beforeAll(async () => {
  api = await startScratchApi({
    sql: `create table people (id int primary key, name text not null);
      create table letters (id int primary key, author_id int not null references people, text text not null);`,
    tables: [people, letters],
  });
});

afterEach(() => client.dispose());
afterAll(() => api?.close());

async function start(): Promise<void> {
  await api.track([people, letters]);
  await fillTables(api, {
    people: [{ id: 1, name: "Ada" }],
    letters: [{ id: 1, author_id: 1, text: "Hush" }],
  });
  client = createBrowserClient({
    url: api.url,
    wsUrl: api.url.replace(/^http/, "ws"),
    model: api.model,
    user: "ada",
    fetchOptions: { headers: api.headers },
    connectionParams: () => ({ headers: api.headers }),
    webSocket: WebSocket,
    timing: { firstRetryMs: 10 },
  });
}

describe("createBrowserClient, when the API takes a permission away", () => {
  it.each([
    ["table", noLetters],
    ["column", noTexts],
  ])(
    "drops what only that query showed of a %s, and says why; other queries go on",
    async (_what, metadata) => {
      await start();
      const [private_, public_] = [open(Letters), open(People)];
      await vi.waitFor(() => expect([private_.get().status, public_.get().status]).toEqual(["live", "live"]));
      expect(private_.get().data?.letters[0]).toMatchObject({ text: "Hush", author: { name: "Ada" } });

      await api.track([people, metadata]);
      await vi.waitFor(() => expect(private_.get().status).toBe("revoked"));
      expect(private_.get()).toMatchObject({ data: undefined, error: { kind: "permission" } });
      expect(JSON.stringify(client.urql.readQuery(Letters, {})?.data ?? null)).not.toContain("Hush");
      await api.pool.query("update people set name = 'Ada L.'");
      await vi.waitFor(() => expect(public_.get().data?.people[0]?.name).toBe("Ada L."));
    },
  );

  it("shows it again, live, when it was given back and somebody asks", async () => {
    await start();
    const store = open(Letters);
    await vi.waitFor(() => expect(store.get().status).toBe("live"));
    await api.track([people, noLetters]);
    await vi.waitFor(() => expect(store.get().status).toBe("revoked"));
    store.refetch();
    await vi.waitFor(() =>
      expect(store.get()).toMatchObject({ status: "revoked", error: { kind: "permission" } }),
    );
    await api.track([people, letters]);
    store.shown.length = 0;
    store.refetch();
    await vi.waitFor(() => expect(store.get().status).toBe("live"));
    await api.pool.query("update letters set text = 'Hello'");
    await vi.waitFor(() => expect(store.get().data?.letters[0]?.text).toBe("Hello"));
    expect(store.shown).not.toContainEqual(expect.objectContaining({ letters: [] }));
  });
});
