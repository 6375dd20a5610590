import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createBrowserClient, type BrowserClient } from "../browser/client.ts";
import { AddItem, ChangeItem, RemoveItem } from "../testing/documents.ts";
import { startHasuraApi, type HasuraApi } from "../testing/hasura-api.ts";
import { createMemoryBrowser } from "../testing/offline/memory-storage.ts";
import type { OfflineOptions } from "./options.ts";
import { createOutbox } from "./outbox.ts";
import { outboxSlot } from "./outbox-slot.ts";

const dinner = "00000000-0000-4000-8000-000000000001";
const ledger = { insert: "insert_client_mutations" };

let api: HasuraApi;
const clients: BrowserClient[] = [];

/** A page of a person whose first answers of mutations get lost. */
function page(user: string, options: OfflineOptions, { losing = 1, owner = user } = {}): BrowserClient {
  const { storage } = createMemoryBrowser(() => Promise.resolve()).page("a tab");
  const client = createBrowserClient({
    url: api.url,
    wsUrl: api.wsUrl,
    model: api.model,
    user: owner,
    fetchOptions: { headers: api.headersOf(user) },
    connectionParams: () => ({ headers: api.headersOf(user) }),
    webSocket: WebSocket,
    async fetch(url, init) {
      const response = await fetch(url, init);
      if (!(init!.body as string).includes('"query":"mutation') || losing-- <= 0) return response;
      throw new TypeError("Failed to fetch");
    },
    offline: outboxSlot(async (context, whenShown) => {
      const outbox = createOutbox(context, options, storage, whenShown);
      await outbox.start();
      return outbox;
    }),
  });
  clients.push(client);
  return client;
}

async function rows<T>(query: string, values: unknown[] = []): Promise<T[]> {
  const database = new pg.Client({ connectionString: api.database.url });
  await database.connect();
  try {
    return (await database.query(query, values)).rows as T[];
  } finally {
    await database.end();
  }
}

const line = (id: string, title: string) => ({ object: { id, dinner_id: dinner, title, position: "a5" } });

beforeAll(async () => {
  api = await startHasuraApi();
});

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

afterAll(() => api?.close());

describe("createOutbox against hasura-local", () => {
  it("takes what the ledger has marked for done, and answers with the row as it is now", async () => {
    const client = page("auth0|ada", { ledger }, { losing: 2 });
    const id = crypto.randomUUID();
    expect(await client.mutate(AddItem, line(id, "Olives"))).toMatchObject({
      ok: true,
      data: { insert_items_one: { id } },
    });
    expect(await rows("select title from items where id = $1", [id])).toEqual([{ title: "Olives" }]);
    expect(await rows("select user_id from client_mutations")).toEqual([{ user_id: "auth0|ada" }]);
  });

  it("does not undo what somebody else did between the change and its repetition", async () => {
    const id = crypto.randomUUID();
    await page("auth0|ada", { ledger }, { losing: 0 }).mutate(AddItem, line(id, "Figs"));
    const client = page("auth0|ada", { ledger });
    const changed = client.mutate(ChangeItem, { id, set: { title: "Dates" } });
    await vi.waitFor(async () => {
      expect(await rows("select title from items where id = $1", [id])).toEqual([{ title: "Dates" }]);
    });
    await rows("update items set title = 'Prunes' where id = $1", [id]);
    expect(await changed).toMatchObject({ ok: true });
    expect(await rows("select title from items where id = $1", [id])).toEqual([{ title: "Prunes" }]);
  });

  it("takes a removal for done when the row is gone", async () => {
    for (const options of [{ ledger }, {}]) {
      const id = crypto.randomUUID();
      await page("auth0|ada", { ledger }, { losing: 0 }).mutate(AddItem, line(id, "Capers"));
      expect(await page("auth0|ada", options).mutate(RemoveItem, { id })).toMatchObject({ ok: true });
      expect(await rows("select title from items where id = $1", [id])).toEqual([]);
    }
  });

  it("tells a repetition from a conflict, without a ledger", async () => {
    const id = crypto.randomUUID();
    expect(await page("auth0|ada", {}).mutate(AddItem, line(id, "Mint"))).toMatchObject({ ok: true });
    expect(await rows("select title from items where id = $1", [id])).toEqual([{ title: "Mint" }]);

    const conflict = await page("auth0|ada", {}, { losing: 0 }).mutate(AddItem, line(id, "Sage"));
    expect(conflict).toMatchObject({ ok: false, error: { kind: "constraint" } });
    expect(await rows("select title from items where id = $1", [id])).toEqual([{ title: "Mint" }]);
  });

  it("leaves to the person what cannot be repeated and may have been done", async () => {
    const id = crypto.randomUUID();
    await page("auth0|ada", {}, { losing: 0 }).mutate(AddItem, line(id, "Thyme"));
    const client = page("auth0|ada", {});
    const answer = await client.mutate(ChangeItem, { id, set: { title: "Rosemary" } });
    expect(answer).toMatchObject({ ok: false, error: { kind: "network" } });
    expect(client.pending.get()).toMatchObject([{ state: "failed", name: "ChangeItem" }]);
  });

  it("makes no change of one person in the name of another", async () => {
    const id = crypto.randomUUID();
    const client = page("auth0|ben", { ledger }, { losing: 0, owner: "auth0|ada" });
    expect(await client.mutate(AddItem, line(id, "Nutmeg"))).toMatchObject({
      ok: false,
      error: { kind: "permission" },
    });
    expect(await rows("select title from items where id = $1", [id])).toEqual([]);
  });

  it("tells a refusal, and goes on with what comes behind it", async () => {
    const [mine, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const client = page("auth0|ada", { ledger });
    const answers = await Promise.all([
      client.mutate(AddItem, {
        object: { ...line(other, "Nowhere").object, dinner_id: crypto.randomUUID() },
      }),
      client.mutate(AddItem, line(mine, "Here")),
    ]);
    expect(answers).toMatchObject([{ ok: false }, { ok: true }]);
    expect(client.pending.get()).toMatchObject([{ state: "failed" }]);
  });
});
