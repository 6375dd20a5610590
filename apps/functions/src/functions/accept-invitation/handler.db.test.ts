import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { toTokenHash } from "../../invitations/token-hash.ts";
import { isPermissionError, type HasuraClient } from "../../runtime/hasura-client.ts";
import { addDinner, addPerson, expectData, startTestApi, type TestApi } from "../../testing/api.ts";
import { callAction } from "../../testing/call-action.ts";
import { invite, revoke } from "../../testing/invitation.ts";
import { acceptInvitation } from "./handler.ts";

let api: TestApi;
let host: string;
let guest: string;
let dinnerId: string;
beforeAll(async () => {
  api = await startTestApi();
});
beforeEach(async () => {
  host = await addPerson(api, "Hanna");
  guest = await addPerson(api, "Gus");
  dinnerId = await addDinner(api, host, "Soup and stories");
});
afterAll(() => api.stop());

const accept = (token: string, user = guest) =>
  api.graphql(
    "mutation Accept($token: String!) { acceptInvitation(token: $token) { dinnerId role } }",
    { token },
    { role: "user", user },
  );

async function members(): Promise<unknown[]> {
  const { dinner_members: rows } = await expectData<{ dinner_members: unknown[] }>(
    api.graphql(
      "query Members($dinnerId: uuid!) { dinner_members(where: { dinner_id: { _eq: $dinnerId } }, order_by: { joined_at: asc }) { user_id role } }",
      { dinnerId },
    ),
  );
  return rows;
}

describe("acceptInvitation", () => {
  it("makes the caller a guest in the invitation's role", async () => {
    const { token } = await invite(api, host, dinnerId, "editor");
    expect(await accept(token)).toEqual({ data: { acceptInvitation: { dinnerId, role: "editor" } } });
    expect(await members()).toEqual([
      { user_id: host, role: "host" },
      { user_id: guest, role: "editor" },
    ]);
  });

  it("changes nothing when it is called again, even ten times at once", async () => {
    const { token } = await invite(api, host, dinnerId, "viewer");
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(token)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await members()).toHaveLength(2);
  });

  it("leaves a guest the role they have", async () => {
    await accept((await invite(api, host, dinnerId, "editor")).token);
    const second = await invite(api, host, dinnerId, "viewer");
    expect(await accept(second.token)).toEqual({ data: { acceptInvitation: { dinnerId, role: "editor" } } });
    expect(await accept(second.token, host)).toEqual({
      data: { acceptInvitation: { dinnerId, role: "host" } },
    });
  });

  it("refuses an unknown, an expired and a revoked token with the same answer", async () => {
    const expired = await invite(api, host, dinnerId, "viewer", "2020-01-01T00:00:00Z");
    const revoked = await invite(api, host, dinnerId, "viewer");
    await revoke(api, host, revoked);
    const answers = await Promise.all(
      ["unknown", expired.token, revoked.token].map((token) => accept(token)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.errors).toMatchObject([
      { message: expect.stringContaining("ask the host"), extensions: { code: "invitation-not-found" } },
    ]);
    expect(await members()).toHaveLength(1);
  });

  it("lets nobody in whose invitation is revoked between reading and writing", async () => {
    const invitation = await invite(api, host, dinnerId, "viewer");
    const { hasura } = api.context;
    const revokingClient: HasuraClient = {
      async request(operation, variables, session) {
        if (operation.text.includes("AddInvitedMember")) await revoke(api, host, invitation);
        return hasura.request(operation, variables, session);
      },
    };
    const handle = acceptInvitation.create({ ...api.context, hasura: revokingClient });
    const session = { "x-hasura-role": "user", "x-hasura-user-id": guest };
    const response = await callAction(handle, "accept-invitation", { token: invitation.token }, session);
    expect([response.status, await response.json()]).toEqual([
      422,
      expect.objectContaining({ extensions: { code: "invitation-not-found" } }),
    ]);
    expect(await members()).toHaveLength(1);
  });

  it("cannot add a member with the invitation of another dinner: the role itself may not", async () => {
    const elsewhere = await addDinner(api, host, "Another evening");
    const { token } = await invite(api, host, elsewhere, "viewer");
    const sneak = api.context.hasura.request(
      {
        text: `mutation Sneak($dinnerId: uuid!, $userId: String!) {
          insert_dinner_members_one(object: { dinner_id: $dinnerId, user_id: $userId, role: viewer }) { role }
        }`,
        data: z.unknown(),
      },
      { dinnerId, userId: guest },
      { "invitation-token-hash": toTokenHash(token) },
    );
    expect(isPermissionError(await sneak.catch((error: unknown) => error))).toBe(true);
    expect(await members()).toHaveLength(1);
  });
});
