import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDinner, addPerson, expectData, startTestApi, type TestApi } from "../../testing/api.ts";
import { readActivities } from "../../testing/activities.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";

let api: TestApi;
let host: string;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["dinners"]);
  host = await addPerson(api, "Hanna");
});
afterAll(() => api.stop());

async function changeDinner(id: string, set: Record<string, unknown>): Promise<Change> {
  await expectData(
    api.graphql(
      "mutation Change($id: uuid!, $set: dinners_set_input!) { update_dinners_by_pk(pk_columns: { id: $id }, _set: $set) { id } }",
      { id, set },
      { role: "user", user: host },
    ),
  );
  return (await readChanges(api, "dinners", id)).at(-1) as Change;
}

describe("dinnerActivity", () => {
  it("tells that a dinner was made, by whom and when", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    const [made] = (await readChanges(api, "dinners", id)) as [Change];
    expect((await deliver(api, "dinner-activity", made)).status).toBe(200);
    expect(await readActivities(api, id)).toEqual([
      { kind: "dinner-created", payload: { title: "Soup and stories" }, actor: host, happened: made.at },
    ]);
  });

  it("writes one row for an event that is delivered ten times at once, and later again", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    const [made] = (await readChanges(api, "dinners", id)) as [Change];
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => deliver(api, "dinner-activity", made)),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    await deliver(api, "dinner-activity", made);
    expect(await readActivities(api, id)).toHaveLength(1);
  });

  it("names what has changed", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    const change = await changeDinner(id, {
      title: "Stew",
      notes: "Bring bread",
      starts_at: "2030-05-01T20:00:00+02:00",
    });
    await deliver(api, "dinner-activity", change);
    const [activity] = await readActivities(api, id);
    expect(activity).toMatchObject({
      kind: "dinner-changed",
      payload: { changed: ["title", "notes"], title: "Stew" },
    });
  });

  it("tells nothing of a change that nobody sees", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    await deliver(api, "dinner-activity", await changeDinner(id, { title: "Soup and stories" }));
    expect(await readActivities(api, id)).toEqual([]);
  });

  it("is done with a dinner that is gone, and names nobody who is unknown", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    const [made] = (await readChanges(api, "dinners", id)) as [Change];
    await deliver(api, "dinner-activity", {
      ...made,
      session: { "x-hasura-role": "admin", "x-hasura-user-id": "nobody" },
    });
    expect(await readActivities(api, id)).toMatchObject([{ actor: null }]);
    await api.sql("delete from dinners where id = $1", [id]);
    expect((await deliver(api, "dinner-activity", { ...made, id: crypto.randomUUID() })).status).toBe(200);
    expect(api.reports).toEqual([]);
  });

  it("asks for another delivery where the dinner is deleted meanwhile, and leaves no mark", async () => {
    const id = await addDinner(api, host, "Soup and stories");
    const [made] = (await readChanges(api, "dinners", id)) as [Change];
    const { hasura } = api.context;
    api.context.hasura = {
      async request(operation, variables, session) {
        if (operation.text.includes("RecordActivity"))
          await api.sql("delete from dinners where id = $1", [id]);
        return hasura.request(operation, variables, session);
      },
    };
    expect((await deliver(api, "dinner-activity", made)).status).toBe(503);
    api.context.hasura = hasura;
    expect(await api.sql("select from processed_events where event_id = $1", [made.id])).toEqual([]);
    expect((await deliver(api, "dinner-activity", made)).status).toBe(200);
  });
});
