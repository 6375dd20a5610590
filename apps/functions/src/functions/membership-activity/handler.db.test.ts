import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  addDinner,
  addPerson,
  expectData,
  startTestApi,
  type Caller,
  type TestApi,
} from "../../testing/api.ts";
import { readActivities } from "../../testing/activities.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";
import { invite } from "../../testing/invitation.ts";

let api: TestApi;
let host: string;
let guest: string;
let dinnerId: string;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["dinner_members"]);
});
beforeEach(async () => {
  host = await addPerson(api, "Hanna");
  guest = await addPerson(api, "Gus");
  dinnerId = await addDinner(api, host, "Soup and stories");
  const { token } = await invite(api, host, dinnerId, "viewer");
  await expectData(
    api.graphql(
      "mutation Accept($token: String!) { acceptInvitation(token: $token) { role } }",
      { token },
      { role: "user", user: guest },
    ),
  );
});
afterAll(() => api.stop());

async function changes(): Promise<Change[]> {
  return (await readChanges(api, "dinner_members")).filter(
    (change) => (change.new ?? change.old)?.dinner_id === dinnerId,
  );
}

const leave = (as: Caller) =>
  expectData(
    api.graphql(
      "mutation Leave($dinnerId: uuid!, $userId: String!) { delete_dinner_members_by_pk(dinner_id: $dinnerId, user_id: $userId) { role } }",
      { dinnerId, userId: guest },
      as,
    ),
  );

async function deliverAll(): Promise<unknown[]> {
  for (const change of await changes())
    expect((await deliver(api, "membership-activity", change)).status).toBe(200);
  return (await readActivities(api, dinnerId)).map(({ kind, payload, actor }) => ({ kind, payload, actor }));
}

describe("membershipActivity", () => {
  const joined = () => ({
    kind: "guest-joined",
    payload: { guest: { id: guest, name: "Gus" }, role: "viewer" },
    actor: guest,
  });

  it("tells that a guest joined, and nothing of the owner's own place", async () => {
    expect(await changes()).toHaveLength(2);
    expect(await deliverAll()).toEqual([joined()]);
  });

  it("tells that a guest left by themselves", async () => {
    await leave({ role: "user", user: guest });
    expect(await deliverAll()).toEqual([
      joined(),
      { kind: "guest-left", payload: { guest: { id: guest, name: "Gus" } }, actor: guest },
    ]);
  });

  it("tells that a host removed a guest, with the name that nobody could look up any more", async () => {
    await leave({ role: "user", user: host });
    expect(await deliverAll()).toEqual([
      joined(),
      { kind: "guest-removed", payload: { guest: { id: guest, name: "Gus" } }, actor: host },
    ]);
  });

  it("tells that a guest got another role", async () => {
    await expectData(
      api.graphql(
        "mutation Role($dinnerId: uuid!, $userId: String!) { update_dinner_members_by_pk(pk_columns: { dinner_id: $dinnerId, user_id: $userId }, _set: { role: editor }) { role } }",
        { dinnerId, userId: guest },
        { role: "user", user: host },
      ),
    );
    expect(await deliverAll()).toEqual([
      joined(),
      {
        kind: "role-changed",
        payload: { guest: { id: guest, name: "Gus" }, from: "viewer", to: "editor" },
        actor: host,
      },
    ]);
  });

  it("is done with the guests of a dinner that is deleted", async () => {
    await api.sql("delete from dinners where id = $1", [dinnerId]);
    expect(await deliverAll()).toEqual([]);
    expect(api.reports).toEqual([]);
  });
});
