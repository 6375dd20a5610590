import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { IdentityCounters } from "@potluck/testing";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";
import { parseFaults } from "./faults.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant({ rotationOverlap: 0 });
});
afterAll(async () => {
  await tenant.stop();
});

let token: unknown;
let before: IdentityCounters;
beforeEach(async () => {
  token = (await tenant.signIn()).body.refresh_token;
  before = await tenant.controls.counters();
});
afterEach(async () => {
  await tenant.controls.reset();
});

/** What became of the exchanges of this test. */
async function outcomes(): Promise<{ arrived: number; outcomes: Record<string, number> }> {
  const [now, then] = [(await tenant.controls.counters()).token.refresh_token, before.token.refresh_token];
  const more = Object.entries(now.outcomes).map(([name, count]) => [
    name,
    count - (then.outcomes[name] ?? 0),
  ]);
  return {
    arrived: now.arrived - then.arrived,
    outcomes: Object.fromEntries(more.filter(([, count]) => count !== 0)) as Record<string, number>,
  };
}
const ask = (refreshToken: unknown) => {
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: String(refreshToken),
    client_id: tenant.options.clientId,
    client_secret: tenant.options.clientSecret.reveal(),
  });
  return fetch(tenant.url("oauth/token"), { method: "POST", body });
};

describe("Auth0's habits: what can go wrong on the way", () => {
  it("trap 20: loses the answer after the token was committed", async () => {
    await tenant.controls.setFaults({ loseAnswer: 1 });
    await expect(ask(token)).rejects.toThrow("fetch failed");
    await tenant.controls.reset();
    expect(await outcomes()).toEqual({ arrived: 1, outcomes: { lost: 1 } });
    // Without overlap the one who asks again is taken for a thief.
    expect((await tenant.refresh(token)).status).toBe(403);
    expect((await tenant.controls.counters()).families.reused).toBe(before.families.reused + 1);
  });

  it("trap 20: drops a request before anything was done", async () => {
    await tenant.controls.setFaults({ dropBefore: 1 });
    await expect(ask(token)).rejects.toThrow("fetch failed");
    await tenant.controls.reset();
    expect((await tenant.refresh(token)).status).toBe(200);
    expect(await outcomes()).toEqual({ arrived: 2, outcomes: { dropBefore: 1, ok: 1 } });
  });

  it("trap 20: delays an answer and not its commit", async () => {
    await tenant.controls.setFaults({ delay: 1, delayMs: 300 });
    const started = performance.now();
    const asked = tenant.refresh(token);
    await expect.poll(outcomes, { interval: 5 }).toEqual({ arrived: 1, outcomes: { ok: 1 } });
    expect((await asked).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(295);
  });

  it.each([
    ["429 with Retry-After", { tooManyRequests: 1, retryAfter: 7 }, 429, "7", /"error":"too_many_requests"/],
    ["500", { serverError: 1 }, 500, null, /^Internal Server Error$/],
    ["403 without a body", { forbidden: 1 }, 403, null, /^$/],
    ["403 invalid_grant", { invalidGrant: 1 }, 403, null, /"error":"invalid_grant"/],
  ])("trap 20: answers %s, and the token stays good", async (_case, faults, status, retryAfter, body) => {
    await tenant.controls.setFaults(faults);
    const response = await ask(token);
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(await response.text()).toMatch(body);
    await tenant.controls.reset();
    expect((await tenant.refresh(token)).status).toBe(200);
    const [fault] = Object.keys(faults);
    expect(await outcomes()).toEqual({ arrived: 2, outcomes: { [fault!]: 1, ok: 1 } });
  });

  it("trap 20: loses the first answer to each token and gives the second", async () => {
    const lenient = await startTestTenant({ rotationOverlap: 30 });
    const tokens = [(await lenient.signIn()).body.refresh_token, (await lenient.signIn()).body.refresh_token];
    await lenient.controls.setFaults({ loseAnswer: 1, firstUseOnly: true, grants: ["refresh_token"] });
    for (const each of tokens) {
      await expect(lenient.refresh(each)).rejects.toThrow("fetch failed");
      expect((await lenient.refresh(each)).status).toBe(200);
    }
    const { token: counted } = await lenient.controls.counters();
    expect(counted.refresh_token.outcomes).toEqual({ lost: 2, ok: 2 });
    await lenient.stop();
  });

  it("trap 20: breaks other endpoints where asked", async () => {
    await tenant.controls.setFaults({ serverError: 1, endpoints: ["keySet", "revoke"] });
    expect((await fetch(tenant.url(".well-known/jwks.json"))).status).toBe(500);
    expect((await tenant.revoke(token)).status).toBe(500);
    expect((await tenant.refresh(token)).status).toBe(200);
  });

  it("trap 20: counts what arrives", async () => {
    const fresh = await startTestTenant();
    const { body } = await fresh.signIn();
    await fetch(fresh.url(".well-known/jwks.json"));
    await fresh.refresh("unknown");
    await fresh.token({ grant_type: "__proto__" });
    await fresh.revoke(body.refresh_token);
    expect(await fresh.controls.counters()).toEqual({
      token: {
        authorization_code: { arrived: 1, outcomes: { ok: 1 } },
        refresh_token: { arrived: 1, outcomes: { invalid_grant: 1 } },
        other: { arrived: 1, outcomes: { unsupported_grant_type: 1 } },
      },
      authorize: 1,
      keySet: 1,
      revoke: 1,
      userinfo: 0,
      families: { reused: 0, revoked: 1, evicted: 0, control: 0 },
      logoutTokens: { accepted: 0, failed: 0 },
      faults: 0,
    });
    await fresh.stop();
  });

  it("trap 20: starts with the faults that it is told", async () => {
    const faulty = await startTestTenant({ faults: parseFaults({ serverError: 1 }) });
    expect((await fetch(faulty.url("oauth/token"), { method: "POST" })).status).toBe(500);
    await faulty.stop();
  });
});
