import { afterEach, describe, expect, it } from "vitest";
import { createTestBrowser } from "./testing/browser.ts";
import { startTestTenant, type TestTenant } from "./testing/tenant.ts";

let tenant: TestTenant;
afterEach(async () => {
  await tenant.stop();
});

const statuses = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

describe("createAdapter", () => {
  it("rotates: a new refresh token and a new access token with each exchange", async () => {
    tenant = await startTestTenant();
    const { body } = await tenant.signIn();
    const next = await tenant.refresh(body.refresh_token);
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(body.refresh_token);
    await expect(tenant.verify(next.body.access_token)).resolves.toBeDefined();
  });

  it("ends the family when a used token is replayed, with 403 invalid_grant (trap 5)", async () => {
    tenant = await startTestTenant({ rotationOverlap: 0 });
    const { body } = await tenant.signIn();
    const next = await tenant.refresh(body.refresh_token);
    const replay = await tenant.refresh(body.refresh_token);
    expect([replay.status, replay.body.error]).toEqual([403, "invalid_grant"]);
    const after = await tenant.refresh(next.body.refresh_token);
    expect([after.status, after.body.error]).toEqual([403, "invalid_grant"]);
  });

  it("leaves the person's other sign-ins alone when a family ends", async () => {
    tenant = await startTestTenant({ rotationOverlap: 0 });
    const browser = createTestBrowser();
    const first = await tenant.signIn(browser);
    const second = await tenant.signIn(browser);
    await tenant.refresh(first.body.refresh_token);
    expect((await tenant.refresh(first.body.refresh_token)).status).toBe(403);
    expect((await tenant.refresh(second.body.refresh_token)).status).toBe(200);
  });

  it("without overlap lets one of ten parallel exchanges through and then ends the session (trap 3)", async () => {
    tenant = await startTestTenant({ rotationOverlap: 0 });
    const { body } = await tenant.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => tenant.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 403)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await tenant.refresh(winner?.body.refresh_token)).status).toBe(403);
  });

  it("with overlap answers ten parallel exchanges with ten different siblings (trap 4)", async () => {
    tenant = await startTestTenant({ rotationOverlap: 30 });
    const { body } = await tenant.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => tenant.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map((answer) => answer.body.refresh_token)).size).toBe(10);
  });

  it("ends the session when the sibling with the lower counter is used, not with the higher (trap 4)", async () => {
    tenant = await startTestTenant({ rotationOverlap: 30 });
    const outcomes = [];
    for (const choice of ["lower", "higher"] as const) {
      const { body } = await tenant.signIn(createTestBrowser());
      const lower = await tenant.refresh(body.refresh_token);
      const higher = await tenant.refresh(body.refresh_token);
      expect([lower.status, higher.status]).toEqual([200, 200]);
      const used = choice === "lower" ? lower : higher;
      outcomes.push((await tenant.refresh(used.body.refresh_token)).status);
      if (choice === "lower") outcomes.push((await tenant.refresh(higher.body.refresh_token)).status);
    }
    expect(outcomes).toEqual([403, 403, 200]);
  });

  it("refuses an authorization code that is used twice and withdraws what it gave", async () => {
    tenant = await startTestTenant();
    const browser = createTestBrowser();
    const request = tenant.authorize();
    const callback = await browser.submit(await tenant.open(browser, request), {
      intent: "sign-in-as",
      sub: "auth0|dan",
    });
    const first = await tenant.exchange(callback, request);
    expect(first.status).toBe(200);
    expect((await tenant.exchange(callback, request)).body.error).toBe("invalid_grant");
    expect((await tenant.refresh(first.body.refresh_token)).status).toBe(403);
  });

  it("refuses a wrong code verifier", async () => {
    tenant = await startTestTenant();
    const browser = createTestBrowser();
    const request = tenant.authorize();
    const callback = await browser.submit(await tenant.open(browser, request), {
      intent: "sign-in-as",
      sub: "auth0|dan",
    });
    const answer = await tenant.exchange(callback, { ...request, verifier: "x".repeat(43) });
    expect(answer.body.error).toBe("invalid_grant");
  });

  it("ends a family at /oauth/revoke", async () => {
    tenant = await startTestTenant();
    const { body } = await tenant.signIn();
    const { clientId, clientSecret } = tenant.options;
    const form = { token: String(body.refresh_token), client_id: clientId, client_secret: clientSecret };
    const revoked = await fetch(tenant.url("oauth/revoke"), {
      method: "POST",
      body: new URLSearchParams(form),
    });
    expect(revoked.status).toBe(200);
    expect((await tenant.refresh(body.refresh_token)).status).toBe(403);
  });
});
