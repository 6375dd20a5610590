import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createBrowserClient, type BrowserClient } from "../browser/client.ts";
import { openStream } from "../browser/stream-store.ts";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { BusyStream, ChangeItem, Dinner } from "../testing/documents.ts";
import { startTestServer, type TestServer } from "../testing/http-server.ts";
import { testModel } from "../testing/model.ts";

const patience = { timeout: 15_000 };
let api: TestApi;
let server: TestServer;
let client: BrowserClient;
let poller: ReturnType<typeof setInterval>;

beforeEach(async () => {
  api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "Bread" });
  server = await startTestServer(api);
  server.refusesSockets = true;
  poller = setInterval(() => api.poll(), 20);
  client = createBrowserClient({
    url: server.url,
    wsUrl: server.wsUrl,
    model: testModel,
    user: "auth0|ada",
    webSocket: WebSocket,
    timing: { firstRetryMs: 5, maxRetryMs: 50, pollMs: 20, probeMs: 50 },
  });
});
afterEach(async () => {
  client.dispose();
  clearInterval(poller);
  await server.close();
});

function watch() {
  const page = client.open(Dinner, { id: "d1" });
  const stream = openStream(
    client,
    BusyStream,
    { dinner: "d1", cursor: 0 },
    { limit: 1_000, order: "asc", overlapMs: 100 },
  );
  let renders = 0;
  page.subscribe(() => void renders++, true);
  stream.subscribe(() => {});
  return {
    page,
    items: () => page.get().data?.dinners_by_pk?.items.map(({ title, done }) => `${title} ${String(done)}`),
    ids: () => stream.get().rows.map(({ id }) => id),
    status: () => [client.connection.get(), page.get().status, stream.get().status],
    renders: () => renders,
  };
}

describe("createBrowserClient where websockets are blocked", () => {
  it("asks again and again over HTTP, and paints only what changed", async () => {
    const seen = watch();
    await vi.waitFor(() => expect(seen.status()).toEqual(["polling", "polling", "polling"]), patience);
    api.addItem({ id: "i2", dinner_id: "d1", title: "Wine" });
    api.commitActivity(1, 2);
    await vi.waitFor(() => expect(seen.items()).toEqual(["Bread false", "Wine false"]), patience);
    await vi.waitFor(() => expect(seen.ids()).toEqual([1, 2]), patience);
    expect(seen.status()).toEqual(["polling", "polling", "polling"]);
    const [renders, asked] = [seen.renders(), server.headers.length];
    await vi.waitFor(() => expect(server.headers.length).toBeGreaterThan(asked + 10), patience);
    expect(seen.renders()).toBe(renders);
  });

  it("takes no old answer for the newest while it writes", async () => {
    const seen = watch();
    await vi.waitFor(() => expect(seen.items()).toEqual(["Bread false"]), patience);
    const paints: unknown[] = [];
    seen.page.subscribe(() => {
      const [painted] = seen.items() ?? [];
      if (painted !== paints.at(-1)) paints.push(painted);
    }, true);
    for (let turn = 0; turn < 10; turn++) {
      const done = turn % 2 === 0;
      expect(await client.mutate(ChangeItem, { id: "i1", set: { done } })).toMatchObject({ ok: true });
    }
    const asked = server.headers.length;
    await vi.waitFor(() => expect(server.headers.length).toBeGreaterThan(asked + 5), patience);
    expect(paints).toEqual(Array.from({ length: 10 }, (_, turn) => `Bread ${String(turn % 2 === 0)}`));
  });

  it("goes over to a socket as soon as there can be one, without a gap", async () => {
    const seen = watch();
    await vi.waitFor(() => expect(client.connection.get()).toBe("polling"), patience);
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.get()));
    const written = 60;
    for (let id = 1; id <= written; id++) {
      api.commitActivity(id);
      if (id === 10) server.refusesSockets = false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await vi.waitFor(() => expect(seen.status()).toEqual(["live", "live", "live"]), patience);
    await vi.waitFor(() => expect(seen.ids()).toHaveLength(written), patience);
    expect(states).toEqual(["live"]);
    expect(server.sockets.size).toBe(1);
    const asked = server.headers.length;
    api.addItem({ id: "i2", dinner_id: "d1", title: "Wine" });
    await vi.waitFor(() => expect(seen.items()).toHaveLength(2), patience);
    expect(server.headers.length).toBe(asked);
  });

  it("calls nothing polling while there is no answer over HTTP either", async () => {
    server.answer = { status: 503, body: "no" };
    const seen = watch();
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.get()));
    await vi.waitFor(() => expect(server.headers.length).toBeGreaterThan(5), patience);
    expect(states).not.toContain("polling");
    server.answer = undefined;
    server.refusesSockets = false;
    await vi.waitFor(() => expect(seen.status()[0]).toBe("live"), patience);
    expect(seen.items()).toEqual(["Bread false"]);
  });

  it("says so when the API refuses what is asked", async () => {
    const { page } = watch();
    await vi.waitFor(() => expect(client.connection.get()).toBe("polling"), patience);
    api.execute = () => ({ errors: [{ message: "no", extensions: { code: "permission-error" } } as never] });
    await vi.waitFor(() => expect(page.get().error?.kind).toBe("permission"), patience);
  });
});
