import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createServerClient } from "../server/client.ts";
import { ActivityStream, AddItem, ChangeItem, Dinner, OpenItems, RemoveItem } from "../testing/documents.ts";
import { startHasuraApi, type HasuraApi } from "../testing/hasura-api.ts";
import { createBrowserClient, type BrowserClient } from "./client.ts";
import { openStream } from "./stream-store.ts";
import type { BrowserClientOptions } from "./options.ts";

const dinner = "00000000-0000-4000-8000-000000000001";

let api: HasuraApi;
const clients: BrowserClient[] = [];

function browser(user: string, options: Partial<BrowserClientOptions> = {}): BrowserClient {
  const client = createBrowserClient({
    url: api.url,
    wsUrl: api.wsUrl,
    model: api.model,
    user,
    fetchOptions: { headers: api.headersOf(user) },
    connectionParams: () => ({ headers: api.headersOf(user) }),
    webSocket: WebSocket,
    ...options,
  });
  clients.push(client);
  return client;
}

/** Opens both queries live; collects every state that was painted. */
async function look(client: BrowserClient) {
  const page = client.open(Dinner, { id: dinner });
  const open = client.open(OpenItems, { id: dinner });
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
  api = await startHasuraApi();
});

afterEach(() => {
  for (const client of clients.splice(0)) client.dispose();
});

afterAll(() => api?.close());

describe("createBrowserClient against hasura-local", () => {
  it("takes over what the server read and goes live without asking", async () => {
    const server = createServerClient({
      url: api.url,
      user: "auth0|ada",
      headers: () => api.headersOf("auth0|ada"),
    });
    await server.prefetch([Dinner, { id: dinner }], [OpenItems, { id: dinner }]);
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
    const done = ada.mutate(AddItem, { object });
    await Promise.resolve();
    expect(mine.titles()[1]).toBe("Olives");
    expect(mine.open.get().data!.items.map((line) => line.title)).toContain("Olives");
    expect(await done).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(theirs.titles()[1]).toBe("Olives"), { timeout: 5_000 });
    expect(await ben.mutate(ChangeItem, { id, set: { done: true } })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(mine.page.get().data!.dinners_by_pk!.items[1]?.done).toBe(true), {
      timeout: 5_000,
    });
    await vi.waitFor(() => expect(mine.open.get().data!.items.map((line) => line.id)).not.toContain(id), {
      timeout: 15_000,
    });
    expect(await ada.mutate(RemoveItem, { id })).toMatchObject({ ok: true });
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
      answers.push(ada.mutate(ChangeItem, { id, set: { title: String(n) } }));
      if (n % 4 === 0) await answers[n - 3]; // some wait for an answer, some do not
    }
    expect((await Promise.all(answers)).every((answer) => answer.ok)).toBe(true);
    // Frames come in order: once a later change of somebody else is here, no older frame is on its way.
    const other = page.get().data!.dinners_by_pk!.items[2]!;
    const ben = browser("auth0|ben");
    await ben.mutate(ChangeItem, { id: other.id, set: { title: `${other.title}!` } });
    await vi.waitFor(() => expect(titles()[2]).toBe(`${other.title}!`), { timeout: 5_000 });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(40);
    await ben.mutate(ChangeItem, { id: other.id, set: { title: other.title } });
    await ada.mutate(ChangeItem, { id, set: { title: original } });
  });

  it("rolls a refused change back and says why", async () => {
    const cleo = browser("auth0|cleo"); // a viewer
    const { page, painted, titles } = await look(cleo);
    const before = titles();
    const { id } = page.get().data!.dinners_by_pk!.items[0]!;
    const answer = await cleo.mutate(ChangeItem, { id, set: { title: "Mine now" } });
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
    expect(await ada.mutate(ChangeItem, { id, set: { title: "Rye" } })).toMatchObject({ ok: true });
    expect(titles()[0]).toBe("Rye");
    await ada.mutate(ChangeItem, { id, set: { title: original } });
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe("openStream against hasura-local", () => {
  const writers: pg.Client[] = [];
  afterEach(async () => {
    await Promise.all(writers.splice(0).map((writer) => writer.end()));
  });

  async function connect(): Promise<pg.Client> {
    const writer = new pg.Client({ connectionString: api.database.url });
    writers.push(writer);
    await writer.connect();
    return writer;
  }

  async function log(writer: pg.Client): Promise<number> {
    const { rows } = await writer.query<{ id: string }>(
      "insert into activity (dinner_id, kind, happened_at) values ($1, 'tested', now()) returning id",
      [dinner],
    );
    return Number(rows[0]!.id);
  }

  it("has every row once, also one that is committed after a later one was delivered", async () => {
    const [slow, quick] = [await connect(), await connect()];
    const first = await log(quick);
    const options = { limit: 10, overlapMs: 300, initial: [{ id: first, kind: "tested" }] };
    const store = openStream(browser("auth0|ada"), ActivityStream, { dinner, cursor: 0 }, options);
    const ids = (): number[] => store.get().rows.map(({ id }) => id);
    const seen: number[][] = [];
    store.subscribe(() => void seen.push(ids()));
    await slow.query("begin");
    const late = await log(slow);
    const early = await log(quick);
    await vi.waitFor(() => expect(ids()).toEqual([early, first]), { timeout: 15_000 });
    await slow.query("commit");
    await vi.waitFor(() => expect(ids()).toEqual([early, late, first]), { timeout: 15_000 });
    expect(seen.every((each) => new Set(each).size === each.length)).toBe(true);
    const last = await log(quick);
    await vi.waitFor(() => expect(ids()).toEqual([last, early, late, first]), { timeout: 15_000 });
  });

  it("shows a stranger nothing", async () => {
    await log(await connect());
    const store = openStream(browser("auth0|dan"), ActivityStream, { dinner, cursor: 0 }, { limit: 10 });
    store.subscribe(() => {});
    await vi.waitFor(() => expect(store.get().status).toBe("live"), { timeout: 15_000 });
    const ada = openStream(browser("auth0|ada"), ActivityStream, { dinner, cursor: 0 }, { limit: 10 });
    ada.subscribe(() => {});
    await vi.waitFor(() => expect(ada.get().rows.length).toBeGreaterThan(0), { timeout: 15_000 });
    expect(store.get().rows).toEqual([]);
  });
});
