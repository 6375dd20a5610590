import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestBrowser } from "../testing/browser.ts";
import { queryOf } from "../testing/hosted-page.ts";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

const DAY_MS = 24 * 3600 * 1000;
const statuses = (answers: { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

let dataDir: string;
/** Without overlap. */
let strict: TestTenant;
/** With an overlap of half a minute. */
let lenient: TestTenant;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "identity-data-"));
  strict = await startTestTenant({ rotationOverlap: 0, dataDir });
  lenient = await startTestTenant({ rotationOverlap: 30 });
});
afterAll(async () => {
  await strict.stop();
  await lenient.stop();
  await rm(dataDir, { recursive: true });
});

describe("Auth0's habits: refresh tokens", () => {
  it("trap 1: come with offline_access, without prompt=consent and with it", async () => {
    const tokens = [
      await strict.signIn(),
      await strict.signIn(createTestBrowser(), "ben", { prompt: "consent" }),
    ].map(({ body }) => body.refresh_token);
    expect(tokens).toEqual([expect.any(String), expect.any(String)]);
    const without = await strict.signIn(createTestBrowser(), "ben", {
      scope: "openid profile",
    });
    expect([without.status, without.body.refresh_token]).toEqual([200, undefined]);
  });

  it("trap 2: outlive the session in which they were issued", async () => {
    const browser = createTestBrowser();
    const { body } = await strict.signIn(browser);
    await browser.get(strict.url("v2/logout"));
    expect((await browser.visit(strict.authorize().url)).headers.has("location")).toBe(false);
    expect((await strict.refresh(body.refresh_token)).status).toBe(200);
  });

  it("trap 3: without overlap one of ten parallel exchanges gets through, and the session is over", async () => {
    const { body } = await strict.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => strict.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 403)]);
    const winner = answers.find(({ status }) => status === 200);
    expect((await strict.refresh(winner?.body.refresh_token)).status).toBe(403);
  });

  it("trap 4: with overlap ten parallel exchanges get ten different siblings", async () => {
    const { body } = await lenient.signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => lenient.refresh(body.refresh_token)));
    expect(statuses(answers)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map((answer) => answer.body.refresh_token)).size).toBe(10);
  });

  it("trap 4: the sibling with the lower counter ends the session, the higher one goes on", async () => {
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

  it("trap 4: the direct predecessor is excused while the overlap lasts, and never after", async () => {
    const { body } = await lenient.signIn();
    const first = await lenient.refresh(body.refresh_token);
    await lenient.controls.setClockOffset(29_000);
    const excused = await lenient.refresh(body.refresh_token);
    expect([first.status, excused.status]).toEqual([200, 200]);
    await lenient.controls.setClockOffset(31_000);
    expect((await lenient.refresh(body.refresh_token)).status).toBe(403);
    expect((await lenient.refresh(excused.body.refresh_token)).status).toBe(403);
    await lenient.controls.reset();
  });

  it("trap 5: a dead one is refused with 403, and its use ends the whole family", async () => {
    const browser = createTestBrowser();
    const { body } = await strict.signIn(browser);
    const another = await strict.signIn(browser);
    const next = await strict.refresh(body.refresh_token);
    const before = (await strict.controls.counters()).families;
    const replay = await strict.refresh(body.refresh_token);
    expect([replay.status, replay.body.error]).toEqual([403, "invalid_grant"]);
    const after = await strict.refresh(next.body.refresh_token);
    expect([after.status, after.body.error]).toEqual([403, "invalid_grant"]);
    expect((await strict.controls.counters()).families).toEqual({ ...before, reused: before.reused + 1 });
    // The person's other sign-ins are families of their own.
    expect((await strict.refresh(another.body.refresh_token)).status).toBe(200);
  });

  it("trap 5: a code that is used twice withdraws what it gave", async () => {
    const { browser, page, request } = await strict.begin();
    const callback = await browser.submit(page, { intent: "sign-in-as", sub: "auth0|dan" });
    const first = await strict.exchange(callback, request);
    expect(first.status).toBe(200);
    const second = await strict.exchange(callback, request);
    expect([second.status, second.body.error]).toEqual([403, "invalid_grant"]);
    expect((await strict.refresh(first.body.refresh_token)).status).toBe(403);
  });

  it("trap 5: one that was revoked is dead, and its family with it", async () => {
    const { body } = await strict.signIn();
    const next = await strict.refresh(body.refresh_token);
    const before = await strict.controls.counters();
    expect((await strict.revoke(next.body.refresh_token)).status).toBe(200);
    expect((await strict.refresh(next.body.refresh_token)).status).toBe(403);
    const { families, revoke } = await strict.controls.counters();
    expect([families.revoked, revoke]).toEqual([before.families.revoked + 1, before.revoke + 1]);
  });

  it("trap 15: nothing is said about why one is dead", async () => {
    const { body } = await strict.signIn();
    await strict.controls.revoke({ refreshToken: String(body.refresh_token) });
    const answers = await Promise.all([body.refresh_token, "unknown"].map((token) => strict.refresh(token)));
    for (const answer of answers) {
      expect([answer.status, answer.body]).toEqual([
        403,
        { error: "invalid_grant", error_description: "Unknown or invalid refresh token or code." },
      ]);
    }
  });

  it.each([
    ["a form", (fields: Record<string, string>) => new URLSearchParams(fields)],
    ["JSON", (fields: Record<string, string>) => JSON.stringify(fields)],
  ])("trap 16: are exchanged and revoked for %s", async (kind, encode) => {
    const { body } = await strict.signIn();
    const { clientId, clientSecret } = strict.options;
    const client = { client_id: clientId, client_secret: clientSecret.reveal() };
    const post = (path: string, fields: Record<string, string>) =>
      fetch(strict.url(path), {
        method: "POST",
        ...(kind === "JSON" && { headers: { "content-type": "application/json" } }),
        body: encode({ ...client, ...fields }),
      });
    const response = await post("oauth/token", {
      grant_type: "refresh_token",
      refresh_token: String(body.refresh_token),
    });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const { refresh_token: next } = (await response.json()) as { refresh_token: string };
    expect((await post("oauth/revoke", { token: next })).status).toBe(200);
    expect((await strict.refresh(next)).status).toBe(403);
  });

  it("trap 17: live through a restart, and so does what was used", async () => {
    const browser = createTestBrowser();
    const { body } = await strict.signIn(browser);
    const second = await strict.refresh(body.refresh_token);
    const third = await strict.refresh(second.body.refresh_token);
    await restartStrict();
    expect(queryOf(await browser.visit(strict.authorize().url)).code).toEqual(expect.any(String));
    const fourth = await strict.refresh(third.body.refresh_token);
    expect(fourth.status).toBe(200);
    await restartStrict();
    expect((await strict.refresh(body.refresh_token)).status).toBe(403);
    expect((await strict.refresh(fourth.body.refresh_token)).status).toBe(403);
  });

  it("trap 21: end when idle for fifteen days, by the tenant's clock", async () => {
    const { body } = await strict.signIn();
    await strict.controls.setClockOffset(15 * DAY_MS - 60_000);
    const kept = await strict.refresh(body.refresh_token);
    expect(kept.status).toBe(200);
    await strict.controls.setClockOffset(30 * DAY_MS - 60_000);
    expect((await strict.refresh(kept.body.refresh_token)).status).toBe(403);
    await strict.controls.reset();
  });

  it("trap 21: end thirty days after the sign-in, however much they are used", async () => {
    let { body } = await strict.signIn();
    for (const days of [10, 20, 29]) {
      await strict.controls.setClockOffset(days * DAY_MS);
      const next = await strict.refresh(body.refresh_token);
      expect(next.status).toBe(200);
      body = next.body;
    }
    await strict.controls.setClockOffset(30 * DAY_MS + 1000);
    expect((await strict.refresh(body.refresh_token)).status).toBe(403);
    await strict.controls.reset();
  });

  it("trap 21: sessions end when idle for three days, and thirty days after the sign-in", async () => {
    const browser = createTestBrowser();
    await strict.signIn(browser);
    const isSignedIn = async () => "code" in queryOf(await browser.visit(strict.authorize().url));
    for (const days of [2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5, 29.5]) {
      await strict.controls.setClockOffset(days * DAY_MS);
      expect(await isSignedIn()).toBe(true);
    }
    await strict.controls.setClockOffset(30 * DAY_MS + 1000);
    expect(await isSignedIn()).toBe(false);

    await strict.controls.reset();
    const idle = createTestBrowser();
    await strict.signIn(idle);
    await strict.controls.setClockOffset(3 * DAY_MS + 1000);
    expect(queryOf(await idle.visit(strict.authorize({ prompt: "none" }).url)).error).toBe("login_required");
    await strict.controls.reset();
  });
});

/** The same tenant again: same port, hence same issuer. */
async function restartStrict(): Promise<void> {
  const { port } = strict.identity;
  await strict.stop();
  strict = await startTestTenant({ rotationOverlap: 0, dataDir, port });
}
