import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { unverifiedClaims } from "../jwt-claims.ts";
import { CookieJar } from "../testing/browser-jar.ts";
import { createMemoryRotationStore } from "../testing/memory-rotation-store.ts";
import { createNhostFixture, type NhostFixture } from "../testing/nhost-fixture.ts";
import { report } from "../testing/results/report-row.ts";
import { TEST_NHOST_USER } from "../testing/test-nhost.ts";
import type { ProviderFault } from "../testing/test-provider.ts";

const ada = { email: "ada@example.test", password: "correct horse" };
const DUE_S = 850;
const EXPIRED_S = 901;

describe("createNhostSession", { timeout: 60_000 }, () => {
  let fixture: NhostFixture;
  afterEach(() => fixture.close());

  async function visit(jar: CookieJar, session = fixture.session) {
    const auth = await session.open(fixture.request(jar, "/dinners/1"));
    return { auth, status: auth.status, response: auth.seal(new Response("page")) };
  }

  it("knows from the cookie alone who is signed in, in a process that has never seen the person", async () => {
    fixture = await createNhostFixture();
    const user = fixture.provider.addUser();
    const jar = new CookieJar();
    await fixture.submit(jar, ada);
    const asked = { ...fixture.provider.hits };
    const { auth } = await visit(jar, fixture.another());
    expect([auth.userId, auth.user]).toEqual([user.id, { name: "Ada Fern" }]);
    expect((await visit(new CookieJar())).status).toBe("anonymous");
    expect(fixture.provider.hits).toEqual(asked);
  });

  it("tells the browser when the token expires, and nothing that it could be used with", async () => {
    fixture = await createNhostFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(DUE_S);
    const response = await fixture.session.renew(fixture.post(jar, "/auth/renew"));
    const { expiresAt, renewAt, ...more } = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(more).sort()).toEqual(["now", "userId"]);
    const { exp } = unverifiedClaims(fixture.provider.issued.at(-2) ?? "") ?? {};
    expect(expiresAt).toBe(Number(exp) * 1000);
    expect(Number(expiresAt) - Number(renewAt)).toBe(60_000);
    const readable = response.headers.getSetCookie().filter((cookie) => !cookie.includes("HttpOnly"));
    expect([response.headers.getSetCookie().length, readable]).toEqual([1, []]);
  });

  it("signs out at the service, and stays on our own pages", async () => {
    fixture = await createNhostFixture();
    const tokens = await fixture.provider.issue();
    const jar = await fixture.signedIn(undefined, tokens);
    const response = await fixture.session.logout(fixture.post(jar, "/auth/logout"), { federated: true });
    expect([response.status, response.headers.get("location")]).toEqual([303, "https://app.test/"]);
    expect(fixture.provider.isAlive(tokens.refreshToken)).toBe(false);
    const copied = jar.header;
    jar.take(response);
    expect([jar.names, (await visit(jar)).status]).toEqual([["__Host-session-out"], "anonymous"]);
    // A copy of the cookie works elsewhere until its token expires, as the README says, and never longer.
    const elsewhere = fixture.another();
    const copy = () => elsewhere.open(new Request(fixture.origin, { headers: { cookie: copied } }));
    expect((await copy()).status).toBe("active");
    fixture.clock.advance(EXPIRED_S);
    expect((await copy()).status).toBe("anonymous");
  });

  it.each<[string, (fixture: NhostFixture, refreshToken: string) => unknown]>([
    ["the account was closed", ({ provider }) => provider.addUser({ id: TEST_NHOST_USER, disabled: true })],
    ["the token was revoked", ({ provider }, token) => post(`${provider.url}/signout`, token)],
    ["the token has expired", ({ clock }) => clock.advance(3 * 24 * 3600)],
  ])("ends at the next renewal when %s, once, and leads back", async (_name, happen) => {
    fixture = await createNhostFixture({}, { refreshTokenTtlS: 3 * 24 * 3600 });
    const tokens = await fixture.provider.issue();
    const jar = await fixture.signedIn(undefined, tokens);
    await happen(fixture, tokens.refreshToken);
    fixture.clock.advance(DUE_S);
    const { auth, response } = await visit(jar);
    jar.take(response);
    expect([auth.status, jar.names]).toEqual(["anonymous", []]);
    const thrown = await Promise.resolve()
      .then(() => auth.requireUser())
      .catch((error: unknown) => error);
    expect((thrown as Response).headers.get("location")).toBe("/sign-in?returnTo=%2Fdinners%2F1");
    await visit(jar);
    expect(fixture.provider.hits.refresh).toBe(1);
  });

  it("ends after the lifetimes of the app, although the service would go on for ever", async () => {
    fixture = await createNhostFixture({ lifetime: { absoluteS: 2 * 24 * 3600, idleS: 24 * 3600 } });
    const jar = await fixture.signedIn();
    const statuses: string[] = [];
    for (let hours = 0; hours <= 48; hours += 12) {
      const { status, response } = await visit(jar);
      jar.take(response);
      statuses.push(status);
      fixture.clock.advance(12 * 3600);
    }
    expect(statuses).toEqual([...Array(4).fill("active"), "anonymous"]);
  });

  /**
   * The service has no memory of a token that was exchanged: it is as unknown as one that never was. So whoever exchanges has to
   * hear the answer. These are the cases, and what becomes of the session in each.
   */
  describe("when an answer is lost", () => {
    /** The next exchange of each session is broken, the one after it is not. @returns How many live on, and how many have ended. */
    async function outcomes(fault: ProviderFault, { sessions = 20, timeoutMs = 4000 } = {}) {
      fixture = await createNhostFixture({ refresh: { timeoutMs } });
      const found = { alive: 0, ended: 0 };
      for (let round = 0; round < sessions; round++) {
        const jar = await fixture.signedIn();
        fixture.clock.advance(DUE_S);
        let isFirst = true;
        fixture.provider.fault = (endpoint) => {
          if (endpoint !== "refresh" || !isFirst) return null;
          isFirst = false;
          return fault;
        };
        jar.take((await visit(jar)).response);
        fixture.clock.advance(EXPIRED_S);
        const { status, response } = await visit(jar);
        jar.take(response);
        if (status === "active") found.alive++;
        if (status === "anonymous" && jar.names.length === 0) found.ended++;
      }
      return found;
    }

    it("on the way to the browser, it is there when the browser comes again", async () => {
      fixture = await createNhostFixture();
      let alive = 0;
      for (let round = 0; round < 20; round++) {
        const jar = await fixture.signedIn();
        fixture.clock.advance(DUE_S);
        await visit(jar); // this response never arrives
        fixture.clock.advance(3600 * (round % 5));
        jar.take((await visit(jar)).response);
        fixture.clock.advance(EXPIRED_S);
        if ((await visit(jar)).status === "active") alive++;
      }
      expect([alive, fixture.provider.hits.reused]).toEqual([20, 0]);
    });

    it("on the way to the service, the request is sent again", async () => {
      expect(await outcomes({ kind: "drop", commit: false })).toEqual({ alive: 20, ended: 0 });
      // Twice for the first renewal, once for the second.
      expect(fixture.provider.hits.refresh).toBe(60);
    });

    it.each([429, 500, 503])("because the service answers %i, nothing is lost", async (status) => {
      expect(await outcomes({ kind: "status", status })).toEqual({ alive: 20, ended: 0 });
    });

    it("because the request took too long to get there, the second one counts", async () => {
      const late = { kind: "delay", ms: 4000 } as const;
      expect(await outcomes(late, { sessions: 1, timeoutMs: 1000 })).toEqual({ alive: 1, ended: 0 });
    });

    it("row 7: on the way from the service, the session is lost: the person signs in again, once", async () => {
      const lost = await outcomes({ kind: "drop", commit: true });
      expect(report("7 Nhost, upstream", { "sessions lost of 20": lost.ended })).toEqual({});

      await fixture.close();
      expect(await outcomes({ kind: "hang" }, { sessions: 1, timeoutMs: 1000 })).toEqual({
        alive: 0,
        ended: 1,
      });
    });
  });

  it("outlives whoever tries a used token, and ends when somebody else used the current one", async () => {
    fixture = await createNhostFixture();
    const { url } = fixture.provider;
    const tokens = await fixture.provider.issue();
    const jar = await fixture.signedIn(undefined, tokens);
    fixture.clock.advance(DUE_S);
    jar.take((await visit(jar)).response);
    expect((await post(`${url}/token`, tokens.refreshToken)).status).toBe(401);
    fixture.clock.advance(DUE_S);
    const after = await visit(jar);
    jar.take(after.response);
    expect(after.status).toBe("active");
    expect((await post(`${url}/token`, fixture.provider.issued.at(-1) ?? "")).status).toBe(200);
    fixture.clock.advance(DUE_S);
    expect((await visit(jar)).status).toBe("anonymous");
  });

  /**
   * Pages, the token endpoint and the renewal endpoint, in any of three processes, all at once and in any order; answers reach the
   * browser in any order, or not at all; time goes on between them.
   */
  it("uses each refresh token once, and always the newest, whoever refreshed", async () => {
    fixture = await createNhostFixture({ rotations: createMemoryRotationStore(), browserTokens: true });
    const processes = [fixture.session, fixture.another(), fixture.another()];
    const asked = fc.record({
      process: fc.nat(2),
      how: fc.constantFrom("page", "token", "renew"),
      ticks: fc.nat(4),
      arrives: fc.boolean(),
    });
    const step = fc.record({
      wait: fc.constantFrom(5, 400, DUE_S, EXPIRED_S, 4000),
      requests: fc.array(asked, { minLength: 1, maxLength: 6 }),
      order: fc.infiniteStream(fc.nat()),
    });

    async function ask(
      jar: CookieJar,
      { process, how, ticks }: { process: number; how: string; ticks: number },
    ) {
      for (let index = 0; index < ticks; index++) await new Promise((resolve) => setImmediate(resolve));
      const session = processes[process] ?? fixture.session;
      if (how === "page") {
        const { auth, response } = await visit(jar, session);
        return { status: auth.status, token: auth.accessToken().reveal(), response };
      }
      if (how === "renew") {
        const response = await session.renew(fixture.post(jar, "/auth/renew"));
        return { status: response.ok ? "active" : "refused", token: null, response };
      }
      const response = await session.token(fixture.post(jar, "/auth/token"));
      const { token } = (await response.clone().json()) as { token?: string };
      return { status: response.ok ? "active" : "refused", token: token ?? null, response };
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const jar = await fixture.signedIn();
        for (const { wait, requests, order } of steps) {
          fixture.clock.advance(wait);
          const before = fixture.provider.hits.refresh;
          const answers = await Promise.all(requests.map((one) => ask(jar, one)));
          // One exchange at most, however many asked.
          expect(fixture.provider.hits.refresh - before).toBeLessThanOrEqual(1);
          for (const { status, token } of answers) {
            expect(status).toBe("active");
            if (token === null) continue;
            const { exp } = unverifiedClaims(token) ?? {};
            expect(Number(exp) * 1000).toBeGreaterThan(fixture.clock.now());
          }
          const arriving = answers.filter((_, index) => requests[index]?.arrives);
          const ranks = [...order.take(arriving.length)];
          const shuffled = arriving
            .map((answer, index) => ({ answer, rank: ranks[index] ?? 0 }))
            .toSorted((a, b) => a.rank - b.rank);
          for (const { answer } of shuffled) jar.take(answer.response);
        }
        // Whatever came of it: the browser's next page is shown, and no token was ever used a second time.
        fixture.clock.advance(EXPIRED_S);
        expect((await visit(jar)).status).toBe("active");
        expect(fixture.provider.hits.reused).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("is not brought back by requests under way when somebody signs out", async () => {
    fixture = await createNhostFixture({ rotations: createMemoryRotationStore() });
    const processes = [fixture.session, fixture.another(), fixture.another()];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ home: fc.nat(2), ticks: fc.nat(4) }), { minLength: 6, maxLength: 6 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 }),
        async (requests, arrival) => {
          const jar = await fixture.signedIn();
          fixture.clock.advance(DUE_S);
          const responses = await Promise.all(
            requests.map(async ({ home, ticks }, index) => {
              for (let tick = 0; tick < ticks; tick++) await new Promise((resolve) => setImmediate(resolve));
              const session = processes[home] ?? fixture.session;
              if (index === 0) return session.logout(fixture.post(jar, "/auth/logout"));
              return (await visit(jar, session)).response;
            }),
          );
          for (const index of arrival) jar.take(responses[index] ?? new Response());
          for (const session of processes) expect((await visit(jar, session)).status).toBe("anonymous");
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** What anybody who has a refresh token can ask of the service. */
function post(url: string, refreshToken: string): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify({ refreshToken }) });
}
