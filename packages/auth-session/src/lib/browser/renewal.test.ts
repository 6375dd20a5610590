import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createRenewal,
  type KnownSession,
  type Renewal,
  type RenewalEvent,
  type RenewalOptions,
} from "./renewal.ts";

interface Answer {
  status: number;
  userId?: string;
  /** Seconds until expiry; renewal is due at two thirds. */
  ttlS?: number;
}

describe("createRenewal", { timeout: 30_000 }, () => {
  const open: Renewal[] = [];
  afterEach(() => {
    for (const renewal of open.splice(0)) renewal.dispose();
    vi.unstubAllGlobals();
  });

  function tab(
    {
      session,
      ...overrides
    }: Omit<Partial<RenewalOptions>, "session"> & { session?: Partial<KnownSession> } = {},
    answer: () => Answer | Promise<Answer> = () => ({ status: 200 }),
  ) {
    const requests: RequestInit[] = [];
    const events: RenewalEvent[] = [];
    const now = Date.now();
    const renewal = createRenewal({
      endpoint: "/auth/renew",
      session: { expiresAt: now + 900_000, renewAt: now + 840_000, userId: "auth0|ada", ...session },
      channel: randomUUID(),
      fetch: async (_url, init) => {
        requests.push(init ?? {});
        const { status, userId = "auth0|ada", ttlS = 900 } = await answer();
        const at = Date.now();
        const body = { expiresAt: at + ttlS * 1000, renewAt: at + ttlS * 667, now: at, userId };
        return Response.json(body, { status });
      },
      ...overrides,
    });
    renewal.subscribe((event) => events.push(event));
    open.push(renewal);
    const until = (type: RenewalEvent["type"]) =>
      vi.waitFor(() => expect(events.map((event) => event.type)).toContain(type), { timeout: 10_000 });
    return { renewal, requests, events, until };
  }

  it("renews when asked, once for all who ask, with a request that a foreign page cannot make", async () => {
    const { renewal, requests, events } = tab();
    const before = renewal.expiresAt;
    const results = await Promise.all([renewal.renew(), renewal.renew(), renewal.renew()]);
    expect(results).toEqual(["renewed", "renewed", "renewed"]);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: "POST", headers: { "x-session-renewal": "1" } });
    expect(renewal.expiresAt).toBeGreaterThanOrEqual(before);
    expect(events.map(({ type }) => type)).toEqual(["renewed"]);
  });

  it("renews by its own timer before the token expires, again and again", async () => {
    const now = Date.now();
    const { requests } = tab({ session: { expiresAt: now + 60, renewAt: now + 20 } }, () => ({
      status: 200,
      ttlS: 0.06,
    }));
    await vi.waitFor(() => expect(requests.length).toBeGreaterThanOrEqual(3), { timeout: 10_000 });
  });

  it("leaves the timer alone where the gateway asks", async () => {
    const now = Date.now();
    const { requests, renewal } = tab({ session: { expiresAt: now + 40, renewAt: now }, timer: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(requests).toHaveLength(0);
    expect(await renewal.renew()).toBe("renewed");
  });

  it("takes the server's clock for right", async () => {
    const serverNow = Date.now() + 3_600_000;
    const { requests } = tab({
      session: { serverNow, expiresAt: serverNow + 900_000, renewAt: serverNow + 840_000 },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).toHaveLength(0);
  });

  it("tells the other tabs the new times, so that they don't ask", async () => {
    const channel = randomUUID();
    const [first, second] = [
      tab({ channel }),
      tab({ channel, session: { expiresAt: Date.now() + 100_000 } }),
    ];
    await first.renewal.renew();
    await second.until("renewed");
    expect(second.renewal.expiresAt).toBe(first.renewal.expiresAt);
    expect(second.requests).toHaveLength(0);
  });

  it("ends in every tab when the session has ended", async () => {
    const channel = randomUUID();
    const [first, second] = [tab({ channel }, () => ({ status: 401 })), tab({ channel })];
    expect(await first.renewal.renew()).toBe("signed-out");
    await first.until("signed-out");
    await second.until("signed-out");
    expect(await second.renewal.renew()).toBe("signed-out");
    expect(second.requests).toHaveLength(0);
  });

  it("follows whoever takes over, though the old cookie is refused before the new one is there", async () => {
    const answers: Answer[] = [{ status: 401 }, { status: 200, userId: "auth0|ben" }];
    const { renewal, events } = tab({}, () => answers.shift()!);
    await renewal.renew();
    expect(events).toEqual([{ type: "user-changed", userId: "auth0|ben" }]);
  });

  it("ends in the other tabs when this one signs out", async () => {
    const channel = randomUUID();
    const [first, second] = [tab({ channel }), tab({ channel })];
    first.renewal.announceSignOut();
    await second.until("signed-out");
    expect(second.events).toEqual([{ type: "signed-out" }]);
  });

  it("says so when somebody else signs in, in another tab or in this browser", async () => {
    const channel = randomUUID();
    const ada = tab({ channel });
    tab({ channel, session: { userId: "auth0|ben" } });
    await ada.until("user-changed");
    const other = tab({}, () => ({ status: 200, userId: "auth0|ben" }));
    await other.renewal.renew();
    expect(other.events).toEqual([{ type: "user-changed", userId: "auth0|ben" }]);
  });

  it("goes on trying while the server cannot renew, and says so only once the token has expired", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    try {
      let isDown = true;
      const { renewal, requests, events } = tab({}, () => ({ status: isDown ? 503 : 200 }));
      expect(await renewal.renew()).toBe("unavailable");
      await vi.advanceTimersByTimeAsync(60_000);
      expect(requests.length).toBeGreaterThan(3);
      expect(requests.length).toBeLessThan(10);
      expect(events).toEqual([]);
      await vi.advanceTimersByTimeAsync(900_000);
      expect(events[0]).toEqual({ type: "unavailable" });
      isDown = false;
      await vi.advanceTimersByTimeAsync(31_000);
      expect(events.at(-1)?.type).toBe("renewed");
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not hang on a lock that another tab never gives back", async () => {
    const request = (_name: string, { signal }: LockOptions) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    vi.stubGlobal("navigator", { locks: { request } });
    const { renewal, requests } = tab();
    expect(await renewal.renew()).toBe("renewed");
    expect(requests).toHaveLength(1);
  });

  it("asks once for two tabs that renew at the same moment", async () => {
    let last: Promise<unknown> = Promise.resolve();
    const request = (_name: string, _options: LockOptions, run: () => Promise<unknown>) => {
      const mine = last.then(() => new Promise((resolve) => setTimeout(resolve, 5))).then(run);
      last = mine;
      return mine;
    };
    vi.stubGlobal("navigator", { locks: { request } });
    const channel = randomUUID();
    const [first, second] = [
      tab({ channel }),
      tab({ channel, session: { expiresAt: Date.now() + 100_000 } }),
    ];
    await Promise.all([first.renewal.renew(), second.renewal.renew()]);
    expect(first.requests.length + second.requests.length).toBe(1);
  });
});
