import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLive } from "./live-queries.fixture.ts";
import type { RecordedLive, Recorder } from "./live-queries.fixture.ts";
import {
  PEOPLE,
  TABLE_NAMES,
  filter,
  question,
  relationshipsOf,
  schema,
} from "./routing-questions.fixture.ts";
import type { Question, TableName } from "./routing-questions.fixture.ts";
import { write } from "./routing-writes.fixture.ts";
import type { Engine } from "../engine.ts";
import { run } from "../execute/potluck-project.fixture.ts";
import { metadataOf, startScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { ScratchEngine } from "../execute/scratch-engine.fixture.ts";
import type { Metadata } from "../metadata/types.ts";
import type { Session } from "../session.ts";

let scratch: ScratchEngine;
let engine: Engine;
let recorded: RecordedLive;

beforeAll(async () => {
  scratch = await startScratchEngine(schema, []);
  ({ engine } = scratch);
  recorded = await startLive(scratch.pool, scratch.url);
});

afterAll(async () => {
  await recorded.live.close();
  await scratch.stop();
});

type Filters = Record<TableName, { [key: string]: unknown }>;

const filters = fc.record(
  Object.fromEntries(TABLE_NAMES.map((name) => [name, filter(name)])),
) as fc.Arbitrary<Filters>;

/** Two roles and one that inherits both, whose rows and columns are those of either. */
function metadata(guest: Filters, host: Filters): Metadata {
  const tables = TABLE_NAMES.map((name) => ({
    table: { schema: "public", name },
    ...relationshipsOf[name],
    select_permissions: [
      { role: "guest", permission: { columns: "*" as const, filter: guest[name], allow_aggregations: true } },
      { role: "host", permission: { columns: "*" as const, filter: host[name], allow_aggregations: true } },
    ],
  }));
  return metadataOf(tables, { inherited_roles: [{ role_name: "both", role_set: ["guest", "host"] }] });
}

const session = (role: string, person: string): Session => ({
  role,
  variables: { "x-hasura-role": role, "x-hasura-user-id": person },
  isAdmin: role === "admin",
  backendOnly: false,
});

const who = fc
  .tuple(fc.constantFrom("guest", "host", "both", "admin"), fc.constantFrom(...PEOPLE))
  .map(([role, person]) => session(role, person));

interface Subscriber {
  who: Session;
  asked: Question;
  recorder: Recorder;
}

function subscribe(asker: Session, asked: Question): Subscriber {
  const operation = engine.prepare(
    { query: `subscription ${asked.text}`, variables: asked.variables },
    asker,
  );
  if (operation.kind !== "subscription") throw new Error("expected a subscription");
  return { who: asker, asked, recorder: recorded.subscribe(operation.live) };
}

/** What a subscriber should have been sent last. */
async function freshAnswer({ who: asker, asked }: Subscriber): Promise<unknown> {
  const { data, errors } = await run(engine, asker, `query ${asked.text}`, asked.variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const lastAnswer = ({ recorder }: Subscriber): unknown => JSON.parse(recorder.results.at(-1) ?? "null");

describe("createLiveQueries", () => {
  it("leaves nobody behind, whatever the permissions, the questions and the writes", async () => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
    await fc.assert(
      fc.asyncProperty(
        filters,
        filters,
        fc.array(fc.tuple(who, question), { minLength: 6, maxLength: 12 }),
        fc.array(fc.array(write, { minLength: 1, maxLength: 2 }), { minLength: 6, maxLength: 12 }),
        async (guest, host, askers, transactions) => {
          await scratch.pool.query(`
            truncate dinners, members, items;
            insert into dinners select n, chr(96 + n), 'u' || n from generate_series(1, 4) n;
            insert into members values (1, 'u1'), (1, 'u2'), (2, 'u2'), (3, 'u3');
            insert into items select n, 1 + n % 3, 'u' || 1 + n % 3, chr(97 + n % 3) from generate_series(1, 6) n`);
          await engine.reload(metadata(guest, host));
          const subscribers = askers.map(([asker, asked]) => subscribe(asker, asked));
          const expectFresh = async (): Promise<void> => {
            for (const subscriber of subscribers) {
              const answer = await freshAnswer(subscriber);
              await expect.poll(() => lastAnswer(subscriber), { timeout: 3000, interval: 5 }).toEqual(answer);
              expect(subscriber.recorder.errors).toEqual([]);
            }
          };
          try {
            await expectFresh();
            for (const writes of transactions) {
              // One that violates a key changes nothing.
              await scratch.pool.query(writes.join(";\n")).catch(() => {});
              await recorded.settle();
              await expectFresh();
            }
          } finally {
            for (const { recorder } of subscribers) recorder.leave();
          }
        },
      ),
      { seed, numRuns: Number(process.env["RUNS"] ?? 8), endOnFailure: true },
    );
  }, 120_000);
});
