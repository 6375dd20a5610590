import { afterEach, describe, expect, it } from "vitest";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";
import { createMemoryRotationStore } from "./testing/memory-rotation-store.ts";

describe("createRefresher", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  const DUE_S = 850;
  const EXPIRED_S = 901;

  async function openAndSeal(jar: Parameters<SessionFixture["request"]>[0], session = fixture.session) {
    const auth = await session.open(fixture.request(jar));
    const response = auth.seal(new Response("page"));
    return { auth, response, setCookies: response.headers.getSetCookie() };
  }

  it("exchanges once for 100 parallel requests, and all of them carry the same cookie", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.clock.advance(EXPIRED_S);
    const all = await Promise.all(Array.from({ length: 100 }, () => openAndSeal(jar)));
    expect(fixture.provider.hits.refresh).toBe(1);
    expect(new Set(all.flatMap(({ setCookies }) => setCookies)).size).toBe(1);
    expect(all.filter(({ auth }) => auth.status === "active")).toHaveLength(100);
  });

  it("hands out the remembered result when the old cookie comes again within a minute, without asking the provider", async () => {
    fixture = await createSessionFixture();
    const old = await fixture.signedIn();
    const jar = await fixture.signedIn();
    jar.set("__Host-session", old.get("__Host-session") ?? "");
    fixture.clock.advance(DUE_S);
    jar.take((await openAndSeal(jar)).response);
    await openAndSeal(jar); // presented
    fixture.clock.advance(59);
    const { auth, setCookies } = await openAndSeal(old);
    expect(auth.status).toBe("active");
    expect(setCookies).toHaveLength(1);
    expect(fixture.provider.hits).toMatchObject({ refresh: 1, familiesRevoked: 0 });
  });

  it("keeps the session when every refresh response is lost once, however late the browser comes back", async () => {
    fixture = await createSessionFixture();
    for (let round = 0; round < 50; round++) {
      const jar = await fixture.signedIn();
      fixture.clock.advance(DUE_S);
      await openAndSeal(jar); // this response never arrives
      fixture.clock.advance(3600 * (round % 5));
      const { auth, response } = await openAndSeal(jar);
      expect(auth.status).toBe("active");
      jar.take(response);
    }
    expect(fixture.provider.hits.familiesRevoked).toBe(0);
  });

  it("keeps the session when two responses land in the wrong order", async () => {
    fixture = await createSessionFixture();
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
      expect((await openAndSeal(jar)).auth.status).toBe("active");
    }
    expect(fixture.provider.hits.familiesRevoked).toBe(0);
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

  it("ends the session on 403 invalid_grant, asks once, and clears the cookie", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    fixture.provider.fault = (endpoint) =>
      endpoint === "refresh" ? { kind: "status", status: 403, body: { error: "invalid_grant" } } : null;
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
      fixture = await createSessionFixture();
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
    fixture = await createSessionFixture();
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
    fixture = await createSessionFixture({ refresh: { timeoutMs: 500 } });
    const jar = await fixture.signedIn();
    fixture.provider.fault = () => ({ kind: "delay", ms: 60_000 });
    fixture.clock.advance(DUE_S);
    expect((await openAndSeal(jar)).auth.status).toBe("degraded");
    expect(fixture.provider.hits.refresh).toBe(2);
  });

  it("converges several processes on one exchange through a shared store, without provider overlap", async () => {
    fixture = await createSessionFixture({ rotations: createMemoryRotationStore() });
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
    expect(fixture.provider.hits.familiesRevoked).toBe(0);
  });

  it("adopts the winner's result when its own exchange was refused", async () => {
    const rotations = createMemoryRotationStore();
    fixture = await createSessionFixture({ rotations });
    const jar = await fixture.signedIn();
    fixture.clock.advance(DUE_S);
    const loser = fixture.another({
      rotations: { ...rotations, claim: () => Promise.resolve({ state: "won" }) },
    });
    const winner = await openAndSeal(jar);
    const late = await openAndSeal(jar, loser);
    expect(late.auth.status).toBe("active");
    expect(late.setCookies).toEqual(winner.setCookies);
  });

  it("works with a provider that does not rotate", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    const { accessToken } = await fixture.provider.issue();
    fixture.provider.fault = (endpoint) =>
      endpoint === "refresh"
        ? {
            kind: "status",
            status: 200,
            body: { access_token: accessToken, token_type: "Bearer", expires_in: 900 },
          }
        : null;
    for (let cycle = 1; cycle <= 3; cycle++) {
      fixture.clock.advance(DUE_S);
      jar.take((await openAndSeal(jar)).response);
      expect(fixture.provider.hits.refresh).toBeGreaterThanOrEqual(cycle);
    }
  });

  it("refuses new tokens that are for somebody else", async () => {
    fixture = await createSessionFixture();
    const jar = await fixture.signedIn();
    const { accessToken } = await fixture.provider.issue("auth0|mallory");
    fixture.provider.fault = () => ({
      kind: "status",
      status: 200,
      body: { access_token: accessToken, token_type: "Bearer", expires_in: 900 },
    });
    fixture.clock.advance(DUE_S);
    expect((await openAndSeal(jar)).auth.status).toBe("anonymous");
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
