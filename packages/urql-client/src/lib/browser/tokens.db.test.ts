import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { BusyStream, Dinner } from "../testing/documents.ts";
import { startHasuraApi, type HasuraApi } from "../testing/hasura-api.ts";
import type { SourcedToken, TokenSource } from "../token-source.ts";
import { createBrowserClient } from "./client.ts";
import { openStream } from "./stream-store.ts";

const user = "auth0|ada";
const dinner = "00000000-0000-4000-8000-000000000001";
const ttlS = 5;
const renewals = Number(process.env["TOKENS_RENEWALS"] ?? 3);
const changesPerSecond = 20;

let api: HasuraApi;
beforeAll(async () => void (api = await startHasuraApi()));
afterAll(() => api?.close());

const patience = { timeout: 15_000 };

/** Signs a token of its own every so often, as the token endpoint would. */
function shortTokens() {
  const listeners = new Set<(token: SourcedToken) => void>();
  const issue = () => ({ token: api.tokenOf(user, Date.now() + ttlS * 1000) });
  let held = issue();
  let issued = 1;
  const timer = setInterval(
    () => {
      held = issue();
      issued++;
      for (const listener of listeners) listener(held);
    },
    (ttlS * 1000 * 2) / 3,
  );
  const source: TokenSource = {
    get: () => Promise.resolve(held),
    refuse: () => undefined,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { source, issued: () => issued, stop: () => clearInterval(timer) };
}

describe("createBrowserClient with tokens, against hasura-local", () => {
  it(
    `follows ${changesPerSecond} changes a second through ${renewals} changes of a token of ${ttlS} seconds`,
    async () => {
      const tokens = shortTokens();
      const sockets: string[] = [];
      class CountedSocket extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          sockets.push("opening");
          this.once("open", () => sockets.push("open"));
          this.once("close", () => sockets.push("closed"));
        }
      }
      const client = createBrowserClient({
        url: api.url,
        wsUrl: api.wsUrl,
        model: api.model,
        user,
        tokens: tokens.source,
        webSocket: CountedSocket,
      });
      const writer = new pg.Client({ connectionString: api.database.url });
      await writer.connect();
      const page = client.open(Dinner, { id: dinner });
      const { rows: newest } = await writer.query<{ id: string }>(
        "select coalesce(max(id), 0) as id from activity",
      );
      const stream = openStream(
        client,
        BusyStream,
        { dinner, cursor: Number(newest[0]?.id) },
        { limit: 10_000, order: "asc", overlapMs: 500 },
      );
      const painted: { version: number; at: number }[] = [];
      const states = new Set<string>();
      const errors: unknown[] = [];
      const appeared: number[] = [];
      const known = new Set<number>();
      page.subscribe(() => {
        const { data, error, status } = page.get();
        const version = Number(data?.dinners_by_pk?.title);
        if (version >= 0 && painted.at(-1)?.version !== version)
          painted.push({ version, at: performance.now() });
        if (error) errors.push(error);
        states.add(status);
      }, true);
      stream.subscribe(() => {
        for (const { id } of stream.get().rows) if (!known.has(id)) appeared.push((known.add(id), id));
        if (stream.get().error) errors.push(stream.get().error);
      });
      client.connection.subscribe(() => states.add(client.connection.get()));
      try {
        await vi.waitFor(
          () => expect([page.get().status, stream.get().status]).toEqual(["live", "live"]),
          patience,
        );
        states.clear();
        const written: number[] = [];
        const until = tokens.issued() + renewals;
        const startedAt = performance.now();
        for (let version = 0; tokens.issued() < until; version++) {
          await writer.query("update dinners set title = $1 where id = $2", [String(version), dinner]);
          const { rows } = await writer.query<{ id: string }>(
            "insert into activity (dinner_id, kind, happened_at) values ($1, 'tested', now()) returning id",
            [dinner],
          );
          written.push(Number(rows[0]?.id));
          const nextAt = startedAt + ((version + 1) * 1000) / changesPerSecond;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextAt - performance.now())));
        }
        const seconds = (performance.now() - startedAt) / 1000;
        await vi.waitFor(() => expect(painted.at(-1)?.version).toBe(written.length - 1), patience);
        await vi.waitFor(() => expect(appeared).toHaveLength(written.length), patience);
        const versions = painted.map(({ version }) => version);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
        expect(appeared).toEqual(written);
        expect(errors).toEqual([]);
        expect([...states]).toEqual(["live"]);
        // Each new socket was open before the old one was closed.
        await vi.waitFor(() =>
          expect(sockets.filter((event) => event === "open")).toHaveLength(renewals + 1),
        );
        const openAtOnce = sockets.reduce<number[]>((counts, event) => {
          const now = counts.at(-1) ?? 0;
          return event === "opening" ? counts : [...counts, event === "open" ? now + 1 : now - 1];
        }, []);
        expect(Math.min(...openAtOnce)).toBe(1);
        const silences = painted.slice(1).map(({ at }, index) => at - (painted[index]?.at ?? at));
        process.stdout.write(
          `hasura-local, tokens of ${ttlS} s: ${(written.length / seconds).toFixed(1)} changes/s for ${seconds.toFixed(0)} s, ${renewals} renewals, errors 0, missed 0, longest silence ${Math.max(...silences).toFixed(0)} ms\n`,
        );
      } finally {
        tokens.stop();
        client.dispose();
        await writer.end();
      }
    },
    60_000 + renewals * ttlS * 2_000,
  );
});
