import { afterEach, describe, expect, it } from "vitest";
import { createMemorySessionStore } from "./memory-session-store.ts";
import type { Ending, EndingListener, NamedSession, SessionStore } from "./session-store.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("createEndedSessions", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  async function hold(sub = "auth0|ada") {
    const jar = await fixture.signedIn(sub);
    const lease = await fixture.session.leases.lease(fixture.request(jar));
    if (!lease) throw new Error("Nobody is signed in.");
    return { jar, lease };
  }

  it("tells of an end that came between the lease and the watch", async () => {
    fixture = await createSessionFixture();
    const { jar, lease } = await hold();
    await fixture.session.logout(fixture.post(jar, "/auth/logout"));
    let ended = 0;
    fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => ended++ });
    await expect.poll(() => ended).toBe(1);
  });

  it("says nothing to who has stopped watching, and stops listening when nobody watches any more", async () => {
    const listeners = new Set<EndingListener>();
    const sessions: SessionStore = {
      ...createMemorySessionStore(),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    fixture = await createSessionFixture({ sessions });
    let ended = 0;
    const watch = async () => {
      const { lease } = await hold();
      return fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => ended++ });
    };
    const stoppedAtOnce = await watch();
    stoppedAtOnce.stop();
    const watches = [await watch(), await watch()];
    await expect.poll(() => listeners.size).toBe(1);
    for (const one of watches) one.stop();
    await expect.poll(() => listeners.size).toBe(0);
    expect(ended).toBe(0);
  });

  it("asks again for every session that is held when the store may have missed something, until it has answered", async () => {
    const memory = createMemorySessionStore();
    const gone = new Set<string>();
    let listener: EndingListener | undefined;
    let down = 0;
    const asked: NamedSession[] = [];
    fixture = await createSessionFixture({
      sessions: {
        ...memory,
        subscribe: (one) => {
          listener = one;
          return () => undefined;
        },
        isEnded(session) {
          asked.push(session);
          if (down > 0) return Promise.reject(new Error(`down for ${down--} more`));
          return Promise.resolve(session.names.some((name) => gone.has(name)));
        },
      },
    });
    const ended: string[] = [];
    for (const sub of ["auth0|ada", "auth0|grace"]) {
      const { lease } = await hold(sub);
      fixture.session.leases.watch(lease, { rotated: () => undefined, ended: () => ended.push(sub) });
    }
    await expect.poll(() => asked.length).toBe(4);
    for (const name of asked.at(-1)?.names ?? []) gone.add(name);
    down = 3;
    listener?.unsure();
    await expect.poll(() => ended).toEqual(["auth0|grace"]);
  });

  it("tells the store neither who nor which session it is about", async () => {
    const memory = createMemorySessionStore();
    const told: (Ending | NamedSession)[] = [];
    fixture = await createSessionFixture({
      sessions: {
        ...memory,
        isEnded: (session) => memory.isEnded((told.push(session), session)),
        end: (ending) => memory.end((told.push(ending), ending)),
      },
    });
    const jar = await fixture.signedIn("auth0|canary", { providerSid: "canary-at-the-provider" });
    const lease = await fixture.session.leases.lease(fixture.request(jar));
    await fixture.session.logout(fixture.post(jar, "/auth/logout"), { everywhere: true });
    expect(told.length).toBeGreaterThan(3);
    for (const name of told.flatMap(({ names }) => names)) expect(name).toMatch(/^[\w-]{43}$/);
    const text = JSON.stringify(told);
    for (const secret of ["canary", lease?.session ?? "canary"]) expect(text).not.toContain(secret);
  });
});
