import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDinner, addPerson, startTestApi, type Caller, type TestApi } from "../../testing/api.ts";
import { invite, revoke } from "../../testing/invitation.ts";

let api: TestApi;
let host: string;
let dinnerId: string;
beforeAll(async () => {
  api = await startTestApi();
  host = await addPerson(api, "Hanna");
  dinnerId = await addDinner(api, host, "Soup and stories");
});
afterAll(() => api.stop());

const preview = (token: string, as: Caller = { role: "anonymous" }) =>
  api.graphql(
    "query Preview($token: String!) { previewInvitation(token: $token) { dinnerTitle startsAt hostName role } }",
    { token },
    as,
  );

describe("previewInvitation", () => {
  it("shows an invited person who is not signed in what they are invited to", async () => {
    const { token } = await invite(api, host, dinnerId, "viewer");
    const answer = await preview(token);
    expect(answer.errors).toBeUndefined();
    const shown = answer.data?.previewInvitation as Record<string, string>;
    expect(shown).toMatchObject({ dinnerTitle: "Soup and stories", hostName: "Hanna", role: "viewer" });
    expect(new Date(shown.startsAt ?? "").toISOString()).toBe("2030-05-01T18:00:00.000Z");
  });

  it("shows the same to a signed-in stranger", async () => {
    const { token } = await invite(api, host, dinnerId, "editor");
    const stranger = await addPerson(api, "Sam");
    const answer = await preview(token, { role: "user", user: stranger });
    expect(answer.data?.previewInvitation).toMatchObject({ dinnerTitle: "Soup and stories", role: "editor" });
  });

  it("answers null to an unknown, an expired and a revoked token alike", async () => {
    const expired = await invite(api, host, dinnerId, "viewer", "2020-01-01T00:00:00Z");
    const revoked = await invite(api, host, dinnerId, "viewer");
    await revoke(api, host, revoked);
    for (const token of ["unknown", expired.token, revoked.token]) {
      expect(await preview(token)).toEqual({ data: { previewInvitation: null } });
    }
  });
});
