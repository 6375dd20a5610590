import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CookieJar } from "./testing/browser-jar.ts";
import { openRawBrowser, type RawBrowser } from "./testing/raw-browser.ts";
import { report } from "./testing/results/report-row.ts";
import type { SessionProcess } from "./testing/session-process.ts";
import { countRefused, SeveralProcesses } from "./testing/several-processes.ts";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

describe("sockets in several processes with the store", { timeout: 300_000 }, () => {
  let app: SeveralProcesses;
  let api: TestApi;
  const browsers: RawBrowser[] = [];

  beforeAll(async () => {
    [app, api] = await Promise.all([SeveralProcesses.start(), startTestApi()]);
  }, 120_000);
  afterEach(() => browsers.splice(0).forEach((browser) => browser.close()));
  afterAll(async () => {
    await app.stop();
    await api.close();
  });

  function connect(one: SessionProcess, jar: CookieJar | null, origin = app.fixture.origin): RawBrowser {
    const browser = openRawBrowser(one.socketUrl, { origin, ...(jar && { cookie: jar.header }) });
    browsers.push(browser);
    return browser;
  }

  /** Tabs of one browser, one at each process, each with a live query that has spoken. */
  async function openTabs(jar: CookieJar): Promise<RawBrowser[]> {
    const tabs = app.all.map((one) => connect(one, jar));
    await Promise.all(
      tabs.map(async (tab) => {
        await tab.until(({ type }) => type === "connection_ack");
        tab.send({ id: "live", type: "subscribe", payload: { query: "subscription Live { value }" } });
        await tab.until(({ type }) => type === "next");
      }),
    );
    return tabs;
  }

  /** @returns Ms until the last of the tabs was closed, after somebody began to end the session, and how many closes say why not. */
  async function closing(tabs: readonly RawBrowser[], end: () => Promise<unknown>) {
    const startedAt = performance.now();
    await end();
    const closes = await Promise.all(tabs.map((tab) => tab.closed));
    const others = closes.filter(({ code }) => code !== 4403).length;
    return { ms: performance.now() - startedAt, others };
  }

  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

  it("row 27: let no stranger in, and close every socket of a session within a second of its end, in every process", async () => {
    await app.become({ store: true, api });
    const jar = await app.signedIn();
    let accepted = 0;
    for (const one of app.all) {
      const strangers = [connect(one, jar, "https://evil.test"), connect(one, null)];
      for (const stranger of strangers) {
        await stranger.closed;
        if (stranger.messages.length > 0) accepted++;
      }
    }
    const bystander = (await openTabs(await app.signedIn("auth0|grace")))[0]!;
    const times: number[] = [];
    let others = 0;
    for (let round = 0; round < 3; round++) {
      const mine = await app.signedIn();
      const tabs = await openTabs(mine);
      const one = app.all[round % app.all.length]!;
      const path = round % 2 === 0 ? "/auth/logout" : "/auth/logout?everywhere";
      const closed = await closing(tabs, () => app.post(mine, one, path));
      times.push(closed.ms);
      others += closed.others;
    }
    const figures = { accepted, "closes other than 4403": others, "closed after": median(times) };
    expect(report("27 store", figures)).toEqual({});
    // The figure is for the table. Here it only has to be the notification that closes them, and not the next renewal.
    expect(median(times)).toBeLessThan(15_000);
    expect(bystander.socket.readyState).toBe(bystander.socket.OPEN);
  });

  it("row 28: end every tab in every process when the provider says so, and believe a token once", async () => {
    const { provider } = await app.become({ store: true, api });
    const mine = { providerSid: "sid-mine" };
    const jar = await app.signedIn("auth0|ada", mine);
    const tabs = await openTabs(jar);
    const deliver = async (one: SessionProcess, logoutToken: string) => {
      const body = new URLSearchParams({ logout_token: logoutToken });
      return (await one.fetch(null, "/auth/backchannel-logout", { method: "POST", body })).status;
    };
    const token = await provider.logoutToken({ sid: "sid-mine" });
    const { ms, others } = await closing(tabs, () => deliver(app.all[2]!, token));
    const again = await Promise.all(app.all.map((one) => deliver(one, token)));
    const passed = 4 - countRefused(await app.ask(jar, 4));
    const figures = {
      "replays accepted": again.filter((status) => status !== 400).length,
      "requests of an ended tab that pass": passed,
      "closes other than 4403": others,
      "closed after": ms,
    };
    expect(report("28 store", figures)).toEqual({});
  });

  it("keep going when the session is renewed at another process, and the page that follows asks for no sign-in", async () => {
    const { provider } = await app.become({ store: true, api, provider: { accessTokenTtlS: 12 } });
    const jar = await app.signedIn();
    const [tab, ...others] = await openTabs(jar);
    for (const other of others) other.close();
    await tab!.until(({ payload }) => (payload as { type?: string } | undefined)?.type === "renew");
    const sockets = api.sockets.total;
    jar.take(await app.post(jar, app.all[2]!, "/auth/renew"));
    // Its own process has to hear of the successor, and change the socket to the API before the old token's end.
    await expect.poll(() => api.sockets.total).toBeGreaterThan(sockets);
    api.set("after");
    await tab!.until(() => tab!.values("live").at(-1) === "after");
    expect(tab!.socket.readyState).toBe(tab!.socket.OPEN);
    expect(countRefused(await app.ask(jar, 4))).toBe(0);
    expect(provider.hits).toMatchObject({ refresh: 1, familiesRevoked: 0 });
  });
});
