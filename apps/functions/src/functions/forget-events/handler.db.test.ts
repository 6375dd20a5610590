import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import { tick } from "../../testing/changes.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe("forgetEvents", () => {
  it("deletes marks older than thirty days and no others", async () => {
    await api.sql(
      `insert into processed_events (event_id, function, processed_at)
       select age::text, 'example', now() - make_interval(days => age) from unnest(array[0, 29, 31, 400]) as age`,
    );
    expect(await (await tick(api, "forget-events")).json()).toMatchObject({ detail: "2 deleted" });
    expect(await api.sql("select event_id from processed_events order by processed_at")).toEqual([
      { event_id: "29" },
      { event_id: "0" },
    ]);
  });

  it("deletes the marks of changes only when no page sends them again any more", async () => {
    await api.sql("insert into users (id, display_name) values ('auth0|eve', 'Eve')");
    await api.sql(
      `insert into client_mutations (id, user_id, made_at)
       select gen_random_uuid(), 'auth0|eve', now() - make_interval(days => age)
       from unnest(array[0, 31, 59, 61]) as age`,
    );
    expect(await (await tick(api, "forget-events")).json()).toMatchObject({ detail: "1 deleted" });
    expect(
      await api.sql("select now()::date - made_at::date as age from client_mutations order by 1"),
    ).toEqual([{ age: 0 }, { age: 31 }, { age: 59 }]);
  });
});
