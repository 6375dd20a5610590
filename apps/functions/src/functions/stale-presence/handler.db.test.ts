import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDinner, addPerson, startTestApi, type TestApi } from "../../testing/api.ts";
import { tick } from "../../testing/changes.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe("stalePresence", () => {
  it("deletes heartbeats older than five minutes and no others", async () => {
    const host = await addPerson(api, "Hanna");
    const dinnerId = await addDinner(api, host, "Soup and stories");
    await api.sql(
      `insert into presence (dinner_id, user_id, client_id, doing, last_seen_at)
       select $1, $2, gen_random_uuid(), age::text, now() - make_interval(secs => age) from unnest(array[10, 290, 310, 90000]) as age`,
      [dinnerId, host],
    );
    expect(await (await tick(api, "stale-presence")).json()).toMatchObject({ detail: "2 deleted" });
    expect(await api.sql("select doing from presence order by last_seen_at desc")).toEqual([
      { doing: "10" },
      { doing: "290" },
    ]);
    expect(await (await tick(api, "stale-presence")).json()).toMatchObject({ detail: "0 deleted" });
  });
});
