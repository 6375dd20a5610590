import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { earlyAnswerScript } from "./early-answer.ts";
import type { RenewalEvent } from "./renewal.ts";
import {
  createTokenClient,
  type AccessToken,
  type TokenClient,
  type TokenClientOptions,
} from "./token-client.ts";

interface Answer {
  status?: number;
  userId?: string;
  session?: string;
  /** Seconds until expiry; renewal is due at two thirds. */
  ttlS?: number;
  token?: string | undefined;
  /** How far the server's clock is from this one, in ms. */
  clockMs?: number;
}

/** A token endpoint in memory: every answer has a token of its own unless told otherwise. */
function tokenEndpoint(answer: (count: number) => Answer | Promise<Answer> = () => ({})) {
  const requests: RequestInit[] = [];
  const respond = async (): Promise<Response> => {
    const { status = 200, ttlS = 900, clockMs = 0, ...rest } = await answer(requests.length);
    const now = Date.now() + clockMs;
    return Response.json(
      {
        expiresAt: now + ttlS * 1000,
        renewAt: now + ttlS * 667,
        now,
        userId: "auth0|ada",
        session: "s1",
        token: `token ${requests.length}`,
        ...rest,
      },
      { status },
    );
  };
  const send: typeof fetch = async (_url, init) => {
    requests.push(init ?? {});
    return respond();
  };
  return { requests, respond, fetch: send };
}

describe("createTokenClient", () => {
  const open: TokenClient[] = [];
  afterEach(() => {
    for (const client of open.splice(0)) client.dispose();
    globalThis.earlySessionAnswer = undefined;
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  function tab(endpoint: ReturnType<typeof tokenEndpoint>, overrides: Partial<TokenClientOptions> = {}) {
    const events: RenewalEvent[] = [];
    const tokens: AccessToken[] = [];
    const { fetch } = endpoint;
    const client = createTokenClient({ endpoint: "/auth/token", channel: randomUUID(), fetch, ...overrides });
    client.subscribe((event) => events.push(event));
    client.onChange((token) => tokens.push(token));
    open.push(client);
    return { client, events, tokens };
  }

  it("asks once, however many want a token at the same time", async () => {
    const endpoint = tokenEndpoint();
    const { client, tokens } = tab(endpoint);
    const got = await Promise.all([client.get(), client.get(), client.get(30)]);
    expect(new Set(got.map((each) => each?.token))).toEqual(new Set(["token 1"]));
    expect(got[0]).toMatchObject({ userId: "auth0|ada" });
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.requests[0]).toMatchObject({ method: "POST", headers: { "x-session-renewal": "1" } });
    expect(tokens.map(({ token }) => token)).toEqual(["token 1"]);
  });

  it("gets a new one when the old one would not last as long as wanted", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const endpoint = tokenEndpoint();
    const { client } = tab(endpoint);
    await client.get();
    vi.setSystemTime(Date.now() + 590_000);
    expect((await client.get(300))?.token).toBe("token 1");
    expect((await client.get(311))?.token).toBe("token 2");
  });

  it("renews by itself before the token expires, and tells those who listen", async () => {
    const endpoint = tokenEndpoint(() => ({ ttlS: 0.09 }));
    const { tokens } = tab(endpoint);
    await vi.waitFor(() => expect(tokens.length).toBeGreaterThanOrEqual(4), { timeout: 10_000 });
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length);
  });

  it.each([-3_600_000, 3_600_000])("goes by the server's clock, which is %i ms away", async (clockMs) => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    const endpoint = tokenEndpoint(() => ({ clockMs }));
    const { client } = tab(endpoint);
    await client.get();
    await vi.advanceTimersByTimeAsync(500_000);
    expect((await client.get())?.token).toBe("token 1");
    await vi.advanceTimersByTimeAsync(200_000);
    expect((await client.get())?.token).toBe("token 2");
    expect(endpoint.requests).toHaveLength(2);
  });

  it("does not hand out a token that the API refused, as long as there may be a better one", async () => {
    let next = "token 1";
    const endpoint = tokenEndpoint(() => ({ token: next }));
    const { client } = tab(endpoint);
    await client.get();
    client.refuse("token 1");
    // The server has no other: better this one than none.
    expect((await client.get())?.token).toBe("token 1");
    next = "token 2";
    expect((await client.get())?.token).toBe("token 2");
    const asked = endpoint.requests.length;
    client.refuse("token 1");
    expect((await client.get())?.token).toBe("token 2");
    expect(endpoint.requests).toHaveLength(asked);
  });

  it("shares tokens between the tabs of a session, and of that session alone", async () => {
    const channel = randomUUID();
    const [mine, same, other] = [
      tokenEndpoint(),
      tokenEndpoint(() => ({ token: "same", ttlS: 800 })),
      tokenEndpoint(() => ({ token: "other", session: "s2", ttlS: 800 })),
    ];
    const [sameTab, otherTab] = [tab(same, { channel }), tab(other, { channel })];
    await Promise.all([sameTab.client.get(), otherTab.client.get()]);
    await tab(mine, { channel }).client.get();
    await vi.waitFor(() => expect(sameTab.tokens.at(-1)?.token).toBe("token 1"));
    expect((await sameTab.client.get())?.token).toBe("token 1");
    expect((await otherTab.client.get())?.token).toBe("other");
    expect([same.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  it("does not take a mere time for a token", async () => {
    const channel = randomUUID();
    const { client, events } = tab(tokenEndpoint(), { channel });
    await client.get();
    const others = new BroadcastChannel(channel);
    const message = {
      userId: "auth0|ada",
      session: "s1",
      expiresAt: Date.now() + 9e6,
      renewAt: Date.now() + 8e6,
    };
    others.postMessage({ type: "renewed", ...message });
    others.postMessage({ type: "signed-out" });
    others.close();
    await vi.waitFor(() => expect(events.at(-1)?.type).toBe("signed-out"));
    expect(events.filter(({ type }) => type === "renewed")).toHaveLength(1);
  });

  it("gives nothing any more once somebody signs out in another tab, or somebody else signs in", async () => {
    const channel = randomUUID();
    const endpoint = tokenEndpoint();
    const [first, second] = [tab(endpoint, { channel }), tab(endpoint, { channel })];
    await Promise.all([first.client.get(), second.client.get()]);
    first.client.announceSignOut();
    await vi.waitFor(() => expect(second.events.at(-1)).toEqual({ type: "signed-out" }));
    expect(await second.client.get()).toBeNull();

    const third = tab(endpoint, { channel });
    await third.client.get();
    tab(
      tokenEndpoint(() => ({ userId: "auth0|ben", session: "s9" })),
      { channel, userId: "auth0|ben" },
    );
    await vi.waitFor(() =>
      expect(third.events.at(-1)).toEqual({ type: "user-changed", userId: "auth0|ben" }),
    );
    expect(await third.client.get()).toBeNull();
  });

  it("gives nothing of somebody else to a page that was rendered for a person", async () => {
    const { client, events } = tab(
      tokenEndpoint(() => ({ userId: "auth0|ben" })),
      { userId: "auth0|ada" },
    );
    expect(await client.get()).toBeNull();
    expect(events).toEqual([{ type: "user-changed", userId: "auth0|ben" }]);
  });

  it("is null for nobody, and tells the other tabs nothing: it never knew of a session", async () => {
    const posted: unknown[] = [];
    vi.stubGlobal(
      "BroadcastChannel",
      class {
        postMessage = (message: unknown) => posted.push(message);
        close = () => undefined;
      },
    );
    const { client, events } = tab(tokenEndpoint(() => ({ status: 401 })));
    expect(await client.get()).toBeNull();
    expect(events).toEqual([{ type: "signed-out" }]);
    expect(posted).toEqual([]);
  });

  it("rejects while none can be had, keeps trying, and hands out one that is due but still good", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    let answer: Answer = { status: 503 };
    const { client, events } = tab(tokenEndpoint(() => answer));
    await expect(client.get()).rejects.toThrow("cannot be renewed now");
    expect(events).toEqual([{ type: "unavailable" }]);
    // The provider is down, the session's old token is still good for a while.
    answer = { token: "old" };
    const due = tab({ ...tokenEndpoint(), fetch: async () => degraded() });
    expect((await due.client.get())?.token).toBe("old");
    expect(due.events.map(({ type }) => type)).toEqual(["renewed"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await client.get())?.token).toBe("old");

    async function degraded(): Promise<Response> {
      const now = Date.now();
      const times = { now, expiresAt: now + 30_000, renewAt: now - 1 };
      return Response.json({ ...times, userId: "auth0|ada", session: "s1", token: "old" });
    }
  });

  describe("with earlyAnswerScript", () => {
    function runScript(
      endpoint: ReturnType<typeof tokenEndpoint>,
      script = earlyAnswerScript("/auth/token"),
    ) {
      // As the browser runs it: with the page's globals and nothing of this module.
      // oxlint-disable-next-line typescript/no-implied-eval -- it is the script under test
      new Function("window", "fetch", script)(globalThis, endpoint.fetch);
    }

    it("takes the answer that the page asked for while its scripts were loading, and asks no second time", async () => {
      const endpoint = tokenEndpoint();
      runScript(endpoint);
      expect(endpoint.requests[0]).toMatchObject({ method: "POST", headers: { "x-session-renewal": "1" } });
      const { client } = tab(endpoint);
      expect((await client.get())?.token).toBe("token 1");
      expect(endpoint.requests).toHaveLength(1);
      expect(globalThis.earlySessionAnswer).toBeUndefined();
    });

    it("counts the time that the answer lay about", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
      const endpoint = tokenEndpoint(() => ({ ttlS: 60 }));
      runScript(endpoint);
      await globalThis.earlySessionAnswer?.answer;
      vi.setSystemTime(Date.now() + 45_000); // renewal was due at 40
      const { client } = tab(endpoint);
      expect((await client.get())?.token).toBe("token 2");
    });

    it("asks again when that request failed, and leaves an answer of another endpoint alone", async () => {
      const endpoint = tokenEndpoint((count) =>
        count === 1 ? Promise.reject(new TypeError("offline")) : {},
      );
      runScript(endpoint);
      expect((await tab(endpoint).client.get())?.token).toBe("token 2");
      runScript(endpoint, earlyAnswerScript("/auth/renew"));
      expect((await tab(endpoint).client.get())?.token).toBe("token 4");
      expect(globalThis.earlySessionAnswer?.endpoint).toBe("/auth/renew");
    });

    it("is a script that no endpoint can break out of", () => {
      expect(earlyAnswerScript("/x</script><script>")).not.toContain("</script>");
    });
  });
});
