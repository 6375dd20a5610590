import { afterEach, describe, expect, it } from "vitest";
import { unverifiedClaims } from "./jwt-claims.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { createMemoryRotationStore } from "./testing/memory-rotation-store.ts";
import { type AnyFixture, providerKinds } from "./testing/provider-kinds.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

const DUE_S = 850;
const EXPIRED_S = 901;

async function openAndSealWith(fixture: AnyFixture, jar: CookieJar, session = fixture.session) {
  const auth = await session.open(fixture.request(jar));
  const response = auth.seal(new Response("page"));
  return { auth, response, setCookies: response.headers.getSetCookie() };
}

describe.each(providerKinds)(
  "createRefresher with $name",
  { timeout: 30_000 },
  ({ name: provider, create, dead }) => {
    let fixture: AnyFixture;
    afterEach(() => fixture.close());
    const openAndSeal = (jar: CookieJar, session = fixture.session) => openAndSealWith(fixture, jar, session);

    it("row 1: exchanges once for 100 parallel requests, and all of them carry the same cookie", async () => {
      fixture = await create();
      const jar = await fixture.signedIn();
      fixture.clock.advance(EXPIRED_S);
      const all = await Promise.all(Array.from({ length: 100 }, () => openAndSeal(jar)));
      const hits = fixture.provider.hits.refresh;
      const cookies = new Set(all.flatMap(({ setCookies }) => setCookies)).size;
      const active = all.filter(({ auth }) => auth.status === "active").length;
      expect(
        report(`1 ${provider}`, { "token hits": hits, "distinct cookies": cookies, "200s": active }),
      ).toEqual({});
    });

    it("row 2: hands out the remembered result when the old cookie comes again within a minute, without asking the provider", async () => {
      fixture = await create();
      const jar = await fixture.signedIn();
      const old = new CookieJar();
      old.set("__Host-session", jar.get("__Host-session") ?? "");
      fixture.clock.advance(EXPIRED_S);
      jar.take((await openAndSeal(jar)).response);
      await openAndSeal(jar); // presented
      const hitsBefore = fixture.provider.hits.refresh;
      const cookies = new Set<string>();
      let logins = 0;
      for (let second = 0; second <= 59; second++) {
        const wave = await Promise.all(Array.from({ length: 10 }, () => openAndSeal(old)));
        logins += wave.filter(({ auth }) => auth.status !== "active").length;
        for (const { setCookies } of wave) for (const cookie of setCookies) cookies.add(cookie);
        if (second < 59) fixture.clock.advance(1);
      }
      const hits = fixture.provider.hits.refresh - hitsBefore;
      expect(
        report(`2 ${provider}`, {
          "token hits": hits,
          logins,
          "distinct cookies": cookies.size,
          "tokens used twice": fixture.provider.hits.reused,
        }),
      ).toEqual({});
    });

    it.each([
      ["cookie only", 1],
      ["store", 3],
    ] as const)(
      "row 7: keeps the session when every refresh response is lost once, however late the browser comes back (%s, %i processes)",
      async (level, count) => {
        fixture = await create(level === "store" ? { rotations: createMemoryRotationStore() } : {});
        const processes = Array.from({ length: count }, () => fixture.another());
        let logins = 0;
        for (let round = 0; round < 50; round++) {
          const jar = await fixture.signedIn();
          fixture.clock.advance(DUE_S);
          await openAndSeal(jar, processes[0]); // this response never arrives
          fixture.clock.advance(3600 * (round % 5));
          const { auth, response } = await openAndSeal(jar, processes[round % count]);
          if (auth.status !== "active") logins++;
          jar.take(response);
          fixture.clock.advance(EXPIRED_S);
          if ((await openAndSeal(jar, processes[(round + 1) % count])).auth.status !== "active") logins++;
        }
        expect(
          report(`7 ${provider}, ${level}`, {
            "forced logins": logins,
            sessions: 50,
            "tokens used twice": fixture.provider.hits.reused,
          }),
        ).toEqual({});
      },
    );

    it("row 8: keeps the session when two responses land in the wrong order", async () => {
      fixture = await create();
      let alive = 0;
      for (let round = 0; round < 100; round++) {
        const jar = await fixture.signedIn();
        fixture.clock.advance(DUE_S);
        const first = await openAndSeal(jar);
        jar.take(first.response);
        fixture.clock.advance(DUE_S);
        const second = await openAndSeal(jar);
        jar.take(second.response);
        jar.take(first.response); // the older one lands last
        fixture.clock.advance(5);
        jar.take((await openAndSeal(jar)).response);
        fixture.clock.advance(EXPIRED_S);
        if ((await openAndSeal(jar)).auth.status === "active") alive++;
      }
      expect(
        report(`8 ${provider}`, {
          "sessions alive": alive,
          "tokens used twice": fixture.provider.hits.reused,
        }),
      ).toEqual({});
    });

    it.each([
      ["an answer that is none", { kind: "status", status: 200, body: {} }],
      ["a gateway that heard nothing", { kind: "status", status: 502 }],
      ["a connection that broke", { kind: "drop", commit: false }],
    ] as const)("asks once more at once, and not oftener, after %s", async (_name, fault) => {
      fixture = await create();
      fixture.provider.fault = (endpoint) => (endpoint === "refresh" ? fault : null);
      const jar = await fixture.signedIn();
      fixture.clock.advance(DUE_S);
      await openAndSeal(jar);
      expect(fixture.provider.hits.refresh).toBe(2);
    });

    it("ends the session when the provider says that the token is no good, asks once, and clears the cookie", async () => {
      fixture = await create();
      const jar = await fixture.signedIn();
      fixture.provider.fault = (endpoint) => (endpoint === "refresh" ? dead : null);
      fixture.clock.advance(DUE_S);
      const all = await Promise.all(Array.from({ length: 10 }, () => openAndSeal(jar)));
      expect(all.every(({ auth }) => auth.status === "anonymous")).toBe(true);
      expect(new Set(all.flatMap(({ setCookies }) => setCookies))).toEqual(
        new Set(["__Host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"]),
      );
      await openAndSeal(jar);
      expect(fixture.provider.hits.refresh).toBe(1);
    });

    it.each([
      ["429", { kind: "status", status: 429 }],
      ["500", { kind: "status", status: 500 }],
      ["a firewall's 403", { kind: "status", status: 403, body: "<html>" }],
      ["invalid_client", { kind: "status", status: 401, body: { error: "invalid_client" } }],
      ["a dropped connection", { kind: "drop", commit: false }],
    ] as const)(
      "goes on with the valid token while the provider answers %s, and recovers",
      async (_name, fault) => {
        fixture = await create();
        const jar = await fixture.signedIn();
        fixture.provider.fault = (endpoint) => (endpoint === "refresh" ? fault : null);
        fixture.clock.advance(DUE_S);
        for (let second = 0; second < 40; second += 4) {
          const { auth, setCookies } = await openAndSeal(jar);
          expect(auth.status).toBe("degraded");
          expect(auth.requireUser()).toEqual({ name: "Ada Fern" });
          expect(auth.accessToken().reveal()).not.toBe("");
          expect(setCookies).toEqual([]);
          fixture.clock.advance(4);
        }
        fixture.provider.fault = () => null;
        expect((await openAndSeal(jar)).auth.status).toBe("active");
      },
    );

    it("answers 503 with Retry-After, cookie untouched, when the token has expired and the provider is down", async () => {
      fixture = await create();
      const jar = await fixture.signedIn();
      fixture.provider.fault = () => ({ kind: "status", status: 503, headers: { "retry-after": "7" } });
      fixture.clock.advance(EXPIRED_S);
      const { auth, setCookies } = await openAndSeal(jar);
      expect(auth.status).toBe("unavailable");
      expect(setCookies).toEqual([]);
      const thrown = catchThrown(() => auth.requireUser());
      expect(thrown).toBeInstanceOf(Response);
      expect((thrown as Response).status).toBe(503);
      expect(auth.seal(new Response("error page", { status: 503 })).headers.get("retry-after")).toBe("7");
      await openAndSeal(jar);
      expect(fixture.provider.hits.refresh).toBe(1); // no second attempt within the pause
      fixture.clock.advance(8);
      fixture.provider.fault = () => null;
      expect((await openAndSeal(jar)).auth.status).toBe("active");
    });

    it("gives up on a provider that does not answer in time", async () => {
      fixture = await create({ refresh: { timeoutMs: 500 } });
      const jar = await fixture.signedIn();
      fixture.provider.fault = () => ({ kind: "delay", ms: 60_000 });
      fixture.clock.advance(DUE_S);
      expect((await openAndSeal(jar)).auth.status).toBe("degraded");
      expect(fixture.provider.hits.refresh).toBe(2);
    });

    it("converges several processes on one exchange through a shared store, without provider overlap", async () => {
      fixture = await create({ rotations: createMemoryRotationStore() });
      const processes = [fixture.session, fixture.another(), fixture.another(), fixture.another()];
      const jar = await fixture.signedIn();
      for (let cycle = 1; cycle <= 20; cycle++) {
        fixture.clock.advance(DUE_S);
        const all = await Promise.all(
          Array.from({ length: 100 }, (_, index) => openAndSeal(jar, processes[index % processes.length])),
        );
        expect(fixture.provider.hits.refresh).toBe(cycle);
        expect(new Set(all.flatMap(({ setCookies }) => setCookies)).size).toBe(1);
        jar.take(all[cycle % 100]?.response ?? new Response());
      }
      expect(fixture.provider.hits.reused).toBe(0);
    });

    /**
     * The loser was too slow: its claim ran out, another process claimed and exchanged, and the provider refuses the loser alone,
     * before or after the winner has told its result.
     */
    it.each(["before", "after"] as const)(
      "row 12: waits for the winner when it was refused itself (%s)",
      async (when) => {
        const rotations = createMemoryRotationStore();
        fixture = await create({ rotations });
        let lost = 0;
        for (let round = 0; round < 50; round++) {
          const jar = await fixture.signedIn();
          fixture.clock.advance(DUE_S);
          let believes = true;
          const loser = fixture.another({
            rotations: {
              ...rotations,
              claim(...claim) {
                if (!believes) return rotations.claim(...claim);
                believes = false;
                return Promise.resolve({ state: "won" });
              },
            },
          });
          let calls = 0;
          fixture.provider.fault = () =>
            ++calls === 1 ? { kind: "delay", ms: when === "before" ? 30 : 0 } : dead;
          const winning = openAndSeal(jar);
          while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
          if (when === "after") await winning;
          const [winner, late] = await Promise.all([winning, openAndSeal(jar, loser)]);
          if (late.auth.status !== "active") lost++;
          expect(late.setCookies).toEqual(winner.setCookies);
          expect(calls).toBe(2);
        }
        expect(report(`12 ${provider}, ${when}`, { "sessions lost": lost, races: 50 })).toEqual({});
      },
    );

    it("follows what other processes made of a token to the newest, when the one before has expired too", async () => {
      fixture = await create({ rotations: createMemoryRotationStore() });
      const [one, other] = [fixture.session, fixture.another()];
      const jar = await fixture.signedIn();
      const old = new CookieJar();
      old.set("__Host-session", jar.get("__Host-session") ?? "");
      for (let cycle = 0; cycle < 3; cycle++) {
        fixture.clock.advance(EXPIRED_S);
        await openAndSeal(old, one); // no response arrives
      }
      const newest = await openAndSeal(old, one);
      const found = await openAndSeal(old, other);
      expect(found.auth.status).toBe("active");
      expect(found.setCookies).toEqual(newest.setCookies);
      expect(fixture.provider.hits).toMatchObject({ refresh: 3, reused: 0 });
      // When that one has expired as well, it is exchanged, and not the one the browser sent.
      fixture.clock.advance(EXPIRED_S);
      expect((await openAndSeal(old, other)).auth.status).toBe("active");
      expect(fixture.provider.hits).toMatchObject({ refresh: 4, reused: 0 });
    });

    it("works with a provider that gives the same refresh token again", async () => {
      fixture = await create();
      const { accessToken, refreshToken } = await fixture.provider.issue();
      const jar = await fixture.signedIn(undefined, { refreshToken });
      const body = fixture.provider.answer({ accessToken, refreshToken });
      fixture.provider.fault = () => ({ kind: "status", status: 200, body });
      for (let cycle = 1; cycle <= 3; cycle++) {
        fixture.clock.advance(DUE_S);
        const { auth, response } = await openAndSeal(jar);
        jar.take(response);
        expect([auth.status, fixture.provider.hits.refresh]).toEqual(["active", cycle]);
      }
    });

    it("refuses new tokens that are for somebody else", async () => {
      fixture = await create();
      const jar = await fixture.signedIn();
      const { accessToken } = await fixture.provider.issue("somebody-else");
      fixture.provider.fault = () => ({
        kind: "status",
        status: 200,
        body: fixture.provider.answer({ accessToken, refreshToken: "another" }),
      });
      fixture.clock.advance(DUE_S);
      expect((await openAndSeal(jar)).auth.status).toBe("anonymous");
    });
  },
);

/** What depends on Auth0's own habits: audiences, an overlap, and families that end when an old token is used. */
describe("createRefresher with Auth0 alone", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());
  const openAndSeal = (jar: CookieJar, session = fixture.session) => openAndSealWith(fixture, jar, session);

  it("row 3: keeps the tokens of several audiences apart", async () => {
    const rotations = createMemoryRotationStore();
    fixture = await createSessionFixture({ rotations });
    const audiences = ["https://api.test/", "https://other-api.test/", "https://third-api.test/"];
    const apps = await Promise.all(
      audiences.map(async (audience) => {
        const tokens = await fixture.provider.issue("auth0|ada", audience);
        return {
          audience,
          session: fixture.another({ audience }),
          jar: await fixture.signedIn("auth0|ada", tokens),
        };
      }),
    );
    fixture.clock.advance(EXPIRED_S);
    const all = await Promise.all(
      Array.from({ length: 99 }, async (_, index) => {
        const app = apps[index % apps.length]!;
        const { auth } = await openAndSeal(app.jar, app.session);
        return [unverifiedClaims(auth.accessToken().reveal())?.["aud"]].flat().includes(app.audience);
      }),
    );
    const hits = fixture.provider.hits.refresh;
    const wrong = all.filter((isRight) => !isRight).length;
    expect(report("3", { "token hits": hits, "wrong-audience tokens": wrong })).toEqual({});

    // A cookie for one API is of no use at the app of another, even when the provider goes on answering.
    const [first, second] = apps;
    fixture.clock.advance(EXPIRED_S);
    const crossed = await openAndSeal(first!.jar, fixture.another({ audience: second!.audience }));
    expect(crossed.auth.status).toBe("anonymous");
  });

  it("retries at once when the provider rotated but its answer was lost", async () => {
    fixture = await createSessionFixture({}, { overlapMs: 30_000 });
    fixture.provider.fault = (endpoint, call) =>
      endpoint === "refresh" && call === 1 ? { kind: "drop", commit: true } : null;
    const jar = await fixture.signedIn();
    fixture.clock.advance(EXPIRED_S);
    const { auth } = await openAndSeal(jar);
    expect(auth.status).toBe("active");
    expect(fixture.provider.hits.refresh).toBe(2);
  });

  it("keeps the refresh token when the answer brings no new one", async () => {
    fixture = await createSessionFixture();
    const { accessToken } = await fixture.provider.issue();
    const body = fixture.provider.answer({ accessToken, refreshToken: null });
    const jar = await fixture.signedIn();
    fixture.provider.fault = () => ({ kind: "status", status: 200, body });
    fixture.clock.advance(DUE_S);
    jar.take((await openAndSeal(jar)).response);
    fixture.provider.fault = () => null;
    fixture.clock.advance(DUE_S);
    expect((await openAndSeal(jar)).auth.status).toBe("active");
  });

  it("row 13: ends the session when somebody else used an old refresh token of it", async () => {
    fixture = await createSessionFixture();
    const tokens = await fixture.provider.issue();
    const jar = await fixture.signedIn("auth0|ada", tokens);
    fixture.clock.advance(DUE_S);
    jar.take((await openAndSeal(jar)).response);
    fixture.clock.advance(60);
    // A thief, from anywhere: the provider takes the second use for what it is.
    const stolen = await fetch(`${fixture.provider.issuer}oauth/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: tokens.refreshToken }),
    });
    fixture.clock.advance(DUE_S);
    let requests = 0;
    for (let status = "active"; status === "active" && requests < 5; requests++) {
      const { auth, response } = await openAndSeal(jar);
      status = auth.status;
      jar.take(response);
    }
    const { familiesRevoked } = fixture.provider.hits;
    expect(
      report("13", { "families dead": familiesRevoked, "requests until the sign-in": requests }),
    ).toEqual({});
    expect([stolen.status, jar.names]).toEqual([403, []]);
  });
});

function catchThrown(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}
