import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { createServerClient } from "../server/client.ts";
import { Dinner } from "../testing/documents.ts";
import { startHasuraApi, type HasuraApi } from "../testing/hasura-api.ts";
import { createBrowserClient } from "./client.ts";

const user = "auth0|ada";
const id = "00000000-0000-4000-8000-000000000001";
const points = 50;
const patience = { timeout: 15_000 };

/** A page from its loader's read until it is live, and on. */
interface Opened {
  title(): string | undefined;
  /** How often something else was painted than the page came with. */
  paints: number;
  httpCalls: number;
  /** Whether what happened meanwhile had happened when it was live. */
  wasInTime: boolean;
  /** Milliseconds from the read to the first frame. */
  liveAfterMs: number;
  close(): void;
}

async function openPage(api: HasuraApi, during: () => Promise<void>): Promise<Opened> {
  const headers = api.headersOf(user);
  const server = createServerClient({ url: api.url, user, headers: () => headers });
  await server.prefetch([Dinner, { id }]);
  const readAt = performance.now();
  let hasHappened = false;
  const change = during().then(() => (hasHappened = true));
  const opened: Opened = {
    title,
    paints: 0,
    httpCalls: 0,
    wasInTime: false,
    liveAfterMs: 0,
    close: () => client.dispose(),
  };
  const client = createBrowserClient({
    url: api.url,
    wsUrl: api.wsUrl,
    model: api.model,
    user,
    connectionParams: () => ({ headers }),
    webSocket: WebSocket,
    fetch: (...request) => {
      opened.httpCalls++;
      return fetch(...request);
    },
  });
  client.hydrate(JSON.parse(JSON.stringify(server.dehydrate())) as never);
  const page = client.open(Dinner, { id });
  let painted = page.get().data;
  expect(page.get().status).toBe("ssr");
  page.subscribe(() => {
    if (page.get().data !== painted) opened.paints++;
    painted = page.get().data;
  }, true);
  await vi.waitFor(() => expect(page.get().status).toBe("live"), { ...patience, interval: 1 });
  opened.liveAfterMs = performance.now() - readAt;
  opened.wasInTime = hasHappened;
  await change;
  function title(): string | undefined {
    return page.get().data?.dinners_by_pk?.title;
  }
  return opened;
}

describe.each(["notify", "poll"] as const)("createBrowserClient, against hasura-local in %s mode", (mode) => {
  it(`shows what changes at any of ${points} points between the server's read and the first frame`, async () => {
    const api = await startHasuraApi(mode);
    const writer = new pg.Client({ connectionString: api.database.url });
    await writer.connect();
    const write = (title: string) => writer.query("update dinners set title = $1 where id = $2", [title, id]);
    try {
      // As long as it takes here and now, once everything is warm; and pages to which nothing happens.
      let spanMs = 0;
      for (let quiet = 0; quiet < 5; quiet++) {
        const page = await openPage(api, () => Promise.resolve());
        await delay(150);
        expect([page.httpCalls, page.paints]).toEqual([0, 0]);
        spanMs = page.liveAfterMs;
        page.close();
      }
      let inTime = 0;
      for (let point = 0; point < points; point++) {
        const title = `${mode} ${point}`;
        const page = await openPage(api, async () => {
          await delay((spanMs * point) / (points - 5)); // the last ones certainly afterwards
          await write(title);
        });
        if (page.wasInTime) inTime++;
        await vi.waitFor(() => expect(page.title()).toBe(title), patience);
        expect([page.httpCalls, page.paints]).toEqual([0, 1]);
        page.close();
      }
      process.stdout.write(
        `hasura-local, ${mode} mode: a change at each of ${points} points over ${spanMs.toFixed(0)} ms, ${inTime} of them before the page was live, missed 0, HTTP calls after hydration 0, renders when nothing changed 0\n`,
      );
      expect(inTime).toBeGreaterThan(0);
    } finally {
      await writer.end();
      await api.close();
    }
  });
});
