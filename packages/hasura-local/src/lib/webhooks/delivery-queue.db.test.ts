import { createScratchDatabase } from "@potluck/testing";
import type { ScratchDatabase } from "@potluck/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withClient } from "../database/connect.ts";
import { ensureState } from "../database/state-schema.ts";
import { EVENT_QUEUE, ensureEventTables } from "../events/event-tables.ts";
import { PATIENT } from "../testing/patience.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import type { Outcome, QueuedRow } from "./delivery-queue.ts";

let scratch: ScratchDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  scratch = await createScratchDatabase();
  pool = new pg.Pool({ connectionString: scratch.url, max: 6 });
  await withClient(scratch.url, async (client) => {
    await ensureState(client);
    await ensureEventTables(client);
  });
});

afterAll(async () => {
  await pool.end();
  await scratch.drop();
});

beforeEach(async () => {
  await pool.query("truncate hdb_local.event_log cascade");
});

const ALL = [{ trigger: "made", limit: 1000 }];

function server(name: string, leaseMs = 60_000): DeliveryQueue<QueuedRow> {
  return new DeliveryQueue(pool, EVENT_QUEUE, name, leaseMs);
}

async function add(count: number): Promise<void> {
  await pool.query(
    `insert into hdb_local.event_log (schema_name, table_name, trigger_name, payload)
     select 'public', 'notes', 'made', '{}' from generate_series(1, $1)`,
    [count],
  );
}

async function idsOf(queue: DeliveryQueue<QueuedRow>): Promise<string[]> {
  return (await queue.lease(ALL, 1000)).map((row) => row.id);
}

function outcome(id: string, step: Outcome["step"]): Outcome {
  const result = { kind: "unanswered", message: "nobody there" } as const;
  const invocation = { webhook: "here", headers: [], currentRetry: 0, result, durationMs: 1 };
  return { id, step, retrySeconds: 0, invocation };
}

async function state(): Promise<unknown> {
  const { rows } = await pool.query(
    "select delivered, error, tries, locked_by as holder from hdb_local.event_log",
  );
  return rows[0];
}

describe("DeliveryQueue", () => {
  it("leases each row to one of many servers that ask at the same time", async () => {
    const queues = ["a", "b", "c", "d"].map((name) => server(name));
    for (let round = 1; round <= 5; round += 1) {
      await add(200);
      const leased = (await Promise.all(queues.map(idsOf))).flat();
      expect(leased).toHaveLength(200);
      expect(new Set(leased).size).toBe(200);
    }
  });

  it("gives a row whose lease has run out to the next one, and hears no failure from the first one any more", async () => {
    await add(1);
    const first = server("first", 1);
    const [id = ""] = await idsOf(first);
    const second = server("second");
    await expect.poll(() => idsOf(second), PATIENT).toEqual([id]);
    expect(await first.renew([id])).toEqual([]);
    await first.release([id]);
    await first.record([outcome(id, "failed")]);
    expect(await state()).toEqual({ delivered: false, error: false, tries: 0, holder: "second" });
    await first.record([outcome(id, "delivered")]);
    expect(await state()).toEqual({ delivered: true, error: false, tries: 1, holder: null });
    await second.record([outcome(id, "failed")]);
    expect(await state()).toEqual({ delivered: true, error: false, tries: 1, holder: null });
  });

  it("renews and records the same rows at the same time", async () => {
    await add(300);
    const queue = server("one");
    for (let round = 0; round < 6; round += 1) {
      const ids = await idsOf(queue);
      expect(ids).toHaveLength(300);
      const failed = ids.map((id) => outcome(id, "retry"));
      await Promise.all([queue.renew(ids), queue.record(failed.toReversed()), queue.renew(ids.toReversed())]);
    }
  });
});
