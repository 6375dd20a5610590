import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../testing/live-recorder.ts";
import type { LiveRecorder } from "../testing/live-recorder.ts";
import { PATIENT } from "../testing/patience.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";

const LUNCH = "00000000-0000-4000-8000-000000000001";
const PEOPLE = ["ada", "ben", "cleo", "dan"] as const;
const SELECTION = `{
  items(where: {dinner_id: {_eq: $dinner}}, order_by: [{position: asc}, {id: asc}]) {
    id title done is_private assignee { display_name }
  }
}`;

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});

afterAll(async () => {
  await test.close();
});

type Person = (typeof PEOPLE)[number];

type Step =
  | { kind: "insert"; by: "ada" | "ben"; isPrivate: boolean }
  | { kind: "update"; by: "ada" | "ben"; done: boolean }
  | { kind: "delete"; by: "ada" | "ben" }
  | { kind: "join" | "leave"; who: Person }
  | { kind: "admit" | "expel"; who: "cleo" | "dan" }
  | { kind: "rename"; who: Person; name: string }
  | { kind: "loseListener" };

const editor = fc.constantFrom("ada" as const, "ben" as const);
const guest = fc.constantFrom("cleo" as const, "dan" as const);
const person = fc.constantFrom(...PEOPLE);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("insert" as const), by: editor, isPrivate: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("update" as const), by: editor, done: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), by: editor }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("join" as const, "leave" as const), who: person }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("admit" as const, "expel" as const), who: guest }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("rename" as const),
      who: person,
      name: fc.constantFrom("One", "Two", "Three"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("loseListener" as const) }) },
);

async function mutate(by: Person, mutation: string, variables: Record<string, unknown> = {}): Promise<void> {
  const { errors } = await test.query(by, mutation, variables);
  // A row may be gone and a guest may have been expelled by a step that ran at the same time.
  if (errors?.some((error) => error.extensions.code === "unexpected"))
    throw new Error(JSON.stringify(errors));
}

async function firstItem(by: Person): Promise<string | undefined> {
  const { data } = await test.query(by, "{ items(limit: 1, order_by: {id: asc}) { id } }");
  return (data?.["items"] as { id: string }[] | undefined)?.[0]?.id;
}

async function carryOut(current: Step, subscribers: [Person, LiveRecorder<unknown>][]): Promise<void> {
  switch (current.kind) {
    case "insert":
      await mutate(
        current.by,
        `mutation ($item: items_insert_input!) { insert_items_one(object: $item) { id } }`,
        {
          item: {
            dinner_id: LUNCH,
            title: "item",
            position: "a",
            is_private: current.isPrivate,
            assignee_id: `auth0|${current.by}`,
          },
        },
      );
      return;
    case "update":
    case "delete": {
      const id = await firstItem(current.by);
      if (id === undefined) return;
      const mutation =
        current.kind === "delete"
          ? `mutation ($id: uuid!) { delete_items_by_pk(id: $id) { id } }`
          : `mutation ($id: uuid!, $done: Boolean!) { update_items_by_pk(pk_columns: {id: $id}, _set: {done: $done}) { id } }`;
      await mutate(current.by, mutation, {
        id,
        ...(current.kind === "update" ? { done: current.done } : {}),
      });
      return;
    }
    case "join":
      subscribers.push([
        current.who,
        record(test.socket(current.who), `subscription ($dinner: uuid!) ${SELECTION}`, { dinner: LUNCH }),
      ]);
      return;
    case "leave": {
      const index = subscribers.findIndex(([who]) => who === current.who);
      if (index !== -1) subscribers.splice(index, 1)[0]?.[1].stop();
      return;
    }
    case "admit":
      await test.database.query(
        `insert into dinner_members (dinner_id, user_id, role) values ($1, $2, 'viewer')
         on conflict do nothing`,
        [LUNCH, `auth0|${current.who}`],
      );
      return;
    case "expel":
      await test.database.query("delete from dinner_members where user_id = $1 and dinner_id = $2", [
        `auth0|${current.who}`,
        LUNCH,
      ]);
      return;
    case "rename":
      await test.database.query("update users set display_name = $1 where id = $2", [
        current.name,
        `auth0|${current.who}`,
      ]);
      return;
    case "loseListener":
      await test.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'hasura-local listener' and datname = current_database()`,
      );
  }
}

describe("live queries", () => {
  it("leave every subscriber with what a fresh query returns, whatever the order of writes and subscribers", async () => {
    const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 40 }),
        async (steps) => {
          const subscribers: [Person, LiveRecorder<unknown>][] = [];
          let atTheSameTime: Promise<void>[] = [];
          for (const [current, isAwaited] of steps) {
            atTheSameTime.push(carryOut(current, subscribers));
            if (!isAwaited) continue;
            await Promise.all(atTheSameTime);
            atTheSameTime = [];
          }
          await Promise.all(atTheSameTime);
          try {
            for (const [who, recorder] of subscribers) {
              const { data } = await test.query(who, `query ($dinner: uuid!) ${SELECTION}`, {
                dinner: LUNCH,
              });
              await expect.poll(() => recorder.last(), PATIENT).toEqual(data);
              expect(recorder.failure).toBeUndefined();
            }
          } finally {
            for (const [, recorder] of subscribers) recorder.stop();
          }
        },
      ),
      { seed, numRuns: Number(process.env["RUNS"] ?? 15), endOnFailure: false },
    );
  }, 120_000);
});
