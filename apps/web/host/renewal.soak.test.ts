import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { createBrowserClient, openStream } from "@potluck/urql-client/browser";
import { gql } from "@urql/core";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { hasuraModel } from "../app/generated/hasura-model.ts";
import { type LiveApi, startLiveApi } from "./testing/live-api.ts";

const userId = "auth0|ada";
const tokenS = 5;
const changesPerSecond = 20;
const seconds = Number(process.env["RENEWAL_SOAK_S"] ?? 90);
const patience = { timeout: 30_000 };

const Dinner = gql<{ dinners_by_pk: { id: string; title: string } | null }, { id: string }>`
  query SoakedDinner($id: uuid!) {
    dinners_by_pk(id: $id) {
      id
      title
    }
  }
`;
const Activity = gql<{ activity_stream: readonly { id: number }[] }, { dinner: string; cursor: number }>`
  subscription SoakedActivity($dinner: uuid!, $cursor: bigint!) {
    activity_stream(
      batch_size: 50
      cursor: { initial_value: { id: $cursor } }
      where: { dinner_id: { _eq: $dinner } }
    ) {
      id
    }
  }
`;

let api: LiveApi;
beforeAll(async () => void (api = await startLiveApi(userId, tokenS)));
afterAll(() => api?.close());

describe.concurrent("a live page whose tokens last five seconds", () => {
  it.each(["direct", "gateway"] as const)(
    `follows ${changesPerSecond} changes a second for ${seconds} s, in %s mode`,
    async (mode) => {
      const way = await api[mode]();
      const dinner = randomUUID();
      const client = createBrowserClient({ ...way, model: hasuraModel, user: userId });
      const writer = new pg.Client({ connectionString: api.databaseUrl });
      await writer.connect();
      await writer.query(
        "insert into dinners (id, title, owner_id, starts_at) values ($1, 'Soaked', $2, now())",
        [dinner, userId],
      );
      const page = client.open(Dinner, { id: dinner });
      const stream = openStream(
        client,
        Activity,
        { dinner, cursor: 0 },
        { limit: 100_000, order: "asc", overlapMs: 2_000 },
      );
      const painted: { version: number; at: number }[] = [];
      const errors: unknown[] = [];
      const streamed: number[] = [];
      const known = new Set<number>();
      page.subscribe(() => {
        const { data, error } = page.get();
        const version = Number(data?.dinners_by_pk?.title);
        if (version >= 0 && painted.at(-1)?.version !== version)
          painted.push({ version, at: performance.now() });
        if (error) errors.push(error.message);
      }, true);
      stream.subscribe(() => {
        const { rows, error } = stream.get();
        for (const { id: row } of rows) if (!known.has(row)) streamed.push((known.add(row), row));
        if (error) errors.push(error.message);
      });
      try {
        await vi.waitFor(
          () => expect([page.get().status, stream.get().status]).toEqual(["live", "live"]),
          patience,
        );
        await delay(500);
        streamed.length = 0;
        const written: number[] = [];
        const startedAt = performance.now();
        for (let version = 0; performance.now() - startedAt < seconds * 1000; version++) {
          const { rows } = await writer.query<{ id: string }>(
            `with changed as (update dinners set title = $1 where id = $2)
             insert into activity (dinner_id, kind, happened_at) values ($2, 'tested', now()) returning id`,
            [String(version), dinner],
          );
          written.push(Number(rows[0]?.id));
          const nextAt = startedAt + ((version + 1) * 1000) / changesPerSecond;
          await delay(Math.max(0, nextAt - performance.now()));
        }
        const lasted = (performance.now() - startedAt) / 1000;
        await vi.waitFor(() => expect(painted.at(-1)?.version).toBe(written.length - 1), patience);
        await vi.waitFor(() => expect(streamed).toHaveLength(written.length), patience);
        const versions = painted.map(({ version }) => version);
        expect(versions).toEqual([...versions].sort((a, b) => a - b));
        expect(streamed).toEqual(written);
        expect(errors).toEqual([]);
        expect(way.issued()).toBeGreaterThanOrEqual(Math.floor(lasted / tokenS));
        const silences = painted.slice(1).map(({ at }, index) => at - painted[index]!.at);
        process.stdout.write(
          `renewal, ${mode}: tokens of ${tokenS} s, ${(written.length / lasted).toFixed(1)} changes/s for ${lasted.toFixed(0)} s, ${way.issued()} tokens, errors 0, missed 0, longest silence ${Math.max(...silences).toFixed(0)} ms\n`,
        );
      } finally {
        client.dispose();
        await way.close();
        await writer.end();
      }
    },
    (seconds + 120) * 1000,
  );
});
