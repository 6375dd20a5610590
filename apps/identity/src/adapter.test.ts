import { openStore } from "@potluck/file-store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAdapter } from "./adapter.ts";
import { createTestBrowser } from "./testing/browser.ts";
import { startTestTenant, type TestTenant } from "./testing/tenant.ts";

const statuses = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

describe("createAdapter", () => {
  it("lets only one of two exchanges pass that both found the token unused", async () => {
    const store = await openStore(undefined);
    await store.set("Grant:g", {});
    const tokens = createAdapter(store, 0)("RefreshToken");
    await tokens.upsert("t", { grantId: "g" }, 60);
    const found = await Promise.all([tokens.find("t"), tokens.find("t")]);
    expect(found.map((payload) => payload?.consumed)).toEqual([undefined, undefined]);
    const outcomes = await Promise.allSettled([tokens.consume("t"), tokens.consume("t")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect([await tokens.find("t"), store.get("Grant:g")]).toEqual([undefined, undefined]);
  });
});

describe("token endpoint", () => {
  let strict: TestTenant;
  let lenient: TestTenant;
  beforeAll(async () => {
    strict = await startTestTenant({ rotationOverlap: 0 });
    lenient = await startTestTenant({ rotationOverlap: 30 });
  });
  afterAll(async () => {
    await strict.stop();
    await lenient.stop();
  });

  it("rotates: a new refresh token and a new access token with each exchange", async () => {
    const { body } = await strict.signIn();
    const next = await strict.refresh(body.refresh_token);
    expect(next.status).toBe(200);
    expect(next.body.refresh_token).not.toBe(body.refresh_token);
    await expect(strict.verify(next.body.access_token)).resolves.toBeDefined();
  });

  it("ends the family when a used token is replayed, with 403 invalid_grant (trap 5)", async () => {
    const { body } = await strict.signIn();
    const next = await strict.refresh(body.refresh_token);
    const replay = await strict.refresh(body.refresh_token);
    expect([replay.status, replay.body.error]).toEqual([403, "invalid_grant"]);
    const after = await strict.refresh(next.body.refresh_token);
    expect([after.status, after.body.error]).toEqual([403, "invalid_grant"]);
  });

  it("leaves the person's other sign-ins alone when a family ends", async () => {
    const browser = createTestBrowser();
    const first = await strict.signIn(browser);
    const second = await strict.signIn(browser);
    await strict.refresh(first.body.refresh_token);
    expect((await strict.refresh(first.body.refresh_token)).status).toBe(403);
    expect((await strict.refresh(second.body.refresh_token)).status).toBe(200);
  });

  it("without overlap lets one of ten parallel exchanges through and then ends the session (trap 3)", async () => {
    const { body } = await strict.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => strict.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 403)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await strict.refresh(winner?.body.refresh_token)).status).toBe(403);
  });

  it("with overlap answers ten parallel exchanges with ten different siblings (trap 4)", async () => {
    const { body } = await lenient.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => lenient.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map((answer) => answer.body.refresh_token)).size).toBe(10);
  });

  it("ends the session when the sibling with the lower counter is used, not with the higher (trap 4)", async () => {
    const outcomes = [];
    for (const choice of ["lower", "higher"] as const) {
      const { body } = await lenient.signIn(createTestBrowser());
      const lower = await lenient.refresh(body.refresh_token);
      const higher = await lenient.refresh(body.refresh_token);
      expect([lower.status, higher.status]).toEqual([200, 200]);
      const used = choice === "lower" ? lower : higher;
      outcomes.push((await lenient.refresh(used.body.refresh_token)).status);
      if (choice === "lower") outcomes.push((await lenient.refresh(higher.body.refresh_token)).status);
    }
    expect(outcomes).toEqual([403, 403, 200]);
  });

  it("refuses an authorization code that is used twice and withdraws what it gave", async () => {
    const browser = createTestBrowser();
    const request = strict.authorize();
    const callback = await browser.submit(await strict.open(browser, request), {
      intent: "sign-in-as",
      sub: "auth0|dan",
    });
    const first = await strict.exchange(callback, request);
    expect(first.status).toBe(200);
    expect((await strict.exchange(callback, request)).body.error).toBe("invalid_grant");
    expect((await strict.refresh(first.body.refresh_token)).status).toBe(403);
  });

  it("refuses a wrong code verifier", async () => {
    const browser = createTestBrowser();
    const request = strict.authorize();
    const callback = await browser.submit(await strict.open(browser, request), {
      intent: "sign-in-as",
      sub: "auth0|dan",
    });
    const answer = await strict.exchange(callback, { ...request, verifier: "x".repeat(43) });
    expect(answer.body.error).toBe("invalid_grant");
  });

  it("ends a family at /oauth/revoke", async () => {
    const { body } = await strict.signIn();
    const { clientId, clientSecret } = strict.options;
    const form = { token: String(body.refresh_token), client_id: clientId, client_secret: clientSecret };
    const revoked = await fetch(strict.url("oauth/revoke"), {
      method: "POST",
      body: new URLSearchParams(form),
    });
    expect(revoked.status).toBe(200);
    expect((await strict.refresh(body.refresh_token)).status).toBe(403);
  });
});
