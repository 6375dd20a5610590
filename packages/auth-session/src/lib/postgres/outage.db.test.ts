import { Secret } from "@potluck/contracts/secret";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AuthEvent } from "../auth-event.ts";
import type { AuthSession } from "../auth-session.ts";
import type { CookieJar } from "../testing/browser-jar.ts";
import type { TestUser } from "../testing/app-fixture.ts";
import { createSessionFixture, type SessionFixture } from "../testing/session-fixture.ts";
import { openTcpGate, type TcpGate } from "../testing/tcp-gate.ts";
import { createPostgresStore, type PostgresStore } from "./postgres-store.ts";

describe("a store that does not answer", { timeout: 60_000 }, () => {
  let scratch: ScratchDatabase;
  let gate: TcpGate;
  let fixture: SessionFixture;
  let events: AuthEvent[];
  const stores: PostgresStore[] = [];

  beforeEach(async () => {
    scratch = await createScratchDatabase();
    gate = await openTcpGate(scratch.url);
    events = [];
    fixture = await createSessionFixture({ log: (event) => events.push(event) });
  });
  afterEach(async () => {
    gate.set("open");
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await fixture.close();
    await gate.close();
    await scratch.drop();
  });

  /** A process with a store, behind the gate or beside it. */
  function start(url: string = gate.url): AuthSession<TestUser> {
    const store = createPostgresStore({
      url: new Secret(url),
      timeoutMs: 2000,
      log: (event) => events.push(event),
    });
    stores.push(store);
    return fixture.another({ rotations: store.rotations, sessions: store.sessions });
  }

  const open = (session: AuthSession<TestUser>, jar: CookieJar) => session.open(fixture.request(jar));
  const logout = (session: AuthSession<TestUser>, jar: CookieJar, everywhere = false) =>
    session.logout(fixture.post(jar, "/auth/logout"), { everywhere });

  it.each(["refusing", "silent"] as const)(
    "lets nobody in unchecked and loses no session while it is %s, and says so",
    async (state) => {
      const session = start();
      const jar = await fixture.signedIn();
      expect((await open(session, jar)).status).toBe("active");
      gate.set(state);
      const auth = await open(session, jar);
      expect([auth.status, auth.user, auth.userId, auth.claims]).toEqual(["unavailable", null, null, null]);
      for (const ask of [
        () => auth.requireUser(),
        () => auth.requireRole("user"),
        () => auth.accessToken(),
      ]) {
        expect(ask).toThrow(expect.objectContaining({ status: 503 }));
      }
      const answer = auth.seal(new Response("", { status: 503 }));
      expect([answer.headers.get("retry-after"), answer.headers.getSetCookie()]).toEqual(["2", []]);
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect((await session.renew(fixture.post(jar, "/auth/renew"))).status).toBe(503);
      await expect(session.leases.lease(fixture.request(jar))).rejects.toMatchObject({
        code: "SESSION_STORE_UNAVAILABLE",
      });
      expect(fixture.provider.hits.refresh).toBe(0);
      expect(events).toContainEqual(expect.objectContaining({ type: "store-failed", operation: "is-ended" }));
      gate.set("open");
      expect((await open(session, jar)).status).toBe("active");
    },
  );

  it("may be away when a process starts", async () => {
    gate.set("refusing");
    const session = start();
    const jar = await fixture.signedIn();
    expect((await open(session, jar)).status).toBe("unavailable");
    gate.set("open");
    expect((await open(session, jar)).status).toBe("active");
  });

  it("never makes a signed-out session look alive", async () => {
    const [session, direct] = [start(), start(scratch.url)];
    const jar = await fixture.signedIn();
    expect((await open(session, jar)).status).toBe("active");
    gate.set("refusing");
    await logout(direct, jar);
    expect((await open(session, jar)).status).toBe("unavailable");
    gate.set("open");
    expect((await open(session, jar)).status).toBe("anonymous");
  });

  it("lets people sign out: here at once, elsewhere as soon as it answers", async () => {
    const [session, direct] = [start(), start(scratch.url)];
    const jar = await fixture.signedIn();
    const copy = await fixture.signedIn();
    copy.set("__Host-session", jar.get("__Host-session") ?? "");
    await open(session, jar);
    let ended = 0;
    const lease = await session.leases.lease(fixture.request(jar));
    if (lease) session.leases.watch(lease, { rotated: () => undefined, ended: () => ended++ });
    await expect.poll(() => events.some(({ type }) => type === "store-listener")).toBe(true);
    gate.set("refusing");
    const response = await logout(session, jar);
    jar.take(response);
    expect([response.status, jar.names]).toEqual([303, ["__Host-session-out"]]);
    expect(fixture.provider.hits.revoke).toBe(1);
    expect(events).toContainEqual(expect.objectContaining({ type: "signed-out", recorded: false }));
    expect(ended).toBe(1);
    expect((await open(session, copy)).status).toBe("anonymous");
    gate.set("open");
    // The next question this process has brings the record with it.
    expect((await open(session, await fixture.signedIn("auth0|grace"))).status).toBe("active");
    expect((await open(direct, copy)).status).toBe("anonymous");
  });

  it("refuses to sign out everywhere, and leaves everything as it is", async () => {
    const session = start();
    const jar = await fixture.signedIn();
    await open(session, jar);
    gate.set("refusing");
    const response = await logout(session, jar, true);
    expect([response.status, response.headers.getSetCookie()]).toEqual([503, []]);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(fixture.provider.hits.revoke).toBe(0);
    gate.set("open");
    expect((await open(session, jar)).status).toBe("active");
    expect((await logout(session, jar, true)).status).toBe(303);
  });

  it("loses nothing that the provider gave while it went away, without overlap", async () => {
    const [session, direct] = [start(), start(scratch.url)];
    const jar = await fixture.signedIn();
    await open(session, jar);
    fixture.clock.advance(850);
    fixture.provider.fault = () => {
      gate.set("refusing"); // the claim is made, the result cannot be told
      return null;
    };
    const during = await open(session, jar);
    const answer = during.seal(new Response());
    expect([during.status, answer.headers.getSetCookie()]).toEqual(["unavailable", []]);
    expect(fixture.provider.hits.refresh).toBe(1);
    fixture.provider.fault = () => null;
    gate.set("open");
    // Both the process that has the result and one that waits for it give it to the browser.
    const [here, elsewhere] = await Promise.all([open(session, jar), open(direct, jar)]);
    expect([here.status, elsewhere.status]).toEqual(["active", "active"]);
    expect(here.accessToken().reveal()).toBe(elsewhere.accessToken().reveal());
    expect(fixture.provider.hits).toMatchObject({ refresh: 1, familiesRevoked: 0 });
  });

  it("goes on with the valid token when only rotations are shared, exchanging nothing", async () => {
    const store = createPostgresStore({ url: new Secret(gate.url) });
    stores.push(store);
    const session = fixture.another({ rotations: store.rotations });
    const jar = await fixture.signedIn();
    fixture.clock.advance(850);
    gate.set("refusing");
    expect((await open(session, jar)).status).toBe("degraded");
    fixture.clock.advance(51);
    expect((await open(session, jar)).status).toBe("unavailable");
    expect(fixture.provider.hits.refresh).toBe(0);
    gate.set("open");
    fixture.clock.advance(3);
    expect((await open(session, jar)).status).toBe("active");
  });

  it("is listened to again after an interruption, and everything that is held is asked for", async () => {
    const [session, direct] = [start(), start(scratch.url)];
    const jars = await Promise.all(Array.from({ length: 60 }, () => fixture.signedIn()));
    const ended = new Set<number>();
    for (const [index, jar] of jars.entries()) {
      const lease = await session.leases.lease(fixture.request(jar));
      if (lease)
        session.leases.watch(lease, { rotated: () => undefined, ended: () => void ended.add(index) });
    }
    const listener = (state: string) =>
      events.filter((event) => event.type === "store-listener" && event.state === state).length;
    await expect.poll(() => listener("listening")).toBe(1);
    gate.set("refusing");
    await expect.poll(() => listener("lost")).toBeGreaterThan(0);
    for (const index of [3, 58]) await logout(direct, jars[index] ?? jars[0]!);
    expect(ended.size).toBe(0);
    gate.set("open");
    await expect.poll(() => [...ended].sort((a, b) => a - b)).toEqual([3, 58]);
    expect(listener("listening")).toBe(2);
    await logout(direct, jars[7] ?? jars[0]!);
    await expect.poll(() => ended.has(7)).toBe(true);
  });

  it("is found dead when its connection says nothing any more", async () => {
    const session = start();
    const lease = await session.leases.lease(fixture.request(await fixture.signedIn()));
    if (lease) session.leases.watch(lease, { rotated: () => undefined, ended: () => undefined });
    const states = () => events.flatMap((event) => (event.type === "store-listener" ? [event.state] : []));
    await expect.poll(states).toEqual(["listening"]);
    gate.set("silent");
    await expect.poll(states).toContain("lost");
    gate.set("open");
    await expect.poll(() => states().at(-1)).toBe("listening");
  });
});
