import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { openRawBrowser, type RawBrowser } from "../testing/raw-browser.ts";
import { report } from "../testing/results/report-row.ts";
import { type Measured, soakSeconds } from "../testing/results/result-rows.ts";
import { createSessionFixture } from "../testing/session-fixture.ts";
import { countRefused, SeveralProcesses } from "../testing/several-processes.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { createGateway } from "./gateway.ts";

const TOKEN_S = 5;
const WRITE_EVERY_MS = 100;
const QUERIES = ["a", "b", "c"];

/** A browser that is signed in, and who is asked about its session. */
interface Party {
  browser: RawBrowser;
  api: TestApi;
  /** Renews the session, as a page does when its gateway asks. */
  renew: () => Promise<unknown>;
  exchanges: () => number;
  /** @returns How many requests of a page that follows ask for a sign-in. */
  navigate: () => Promise<number>;
}

/** Watches live queries for as long as the soak lasts, while their data change all the time. */
async function soak({ browser, api, renew, exchanges, navigate }: Party): Promise<Measured<"26 store">> {
  browser.socket.on("message", (data: Buffer) => {
    if (data.toString().includes('"renew"')) void renew();
  });
  await browser.until(({ type }) => type === "connection_ack");
  for (const id of QUERIES) {
    browser.send({ id, type: "subscribe", payload: { query: "subscription Live { value }" } });
    await browser.until((message) => message.id === id);
  }
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let written = 0;
  while (seconds() < soakSeconds && browser.socket.readyState === browser.socket.OPEN) {
    api.set(String(++written));
    await delay(WRITE_EVERY_MS);
  }
  const lasted = Math.floor(seconds());
  const isComplete = () => QUERIES.every((id) => browser.values(id).at(-1) === String(written));
  await browser.until(isComplete).catch(() => undefined); // a socket that was closed is counted below
  const seen = QUERIES.map((id) => browser.values(id).map(Number));
  const missed = seen.map((values) => written - new Set(values.filter((value) => value > 0)).size);
  const doubled = seen.map(
    (values) => values.filter((value, at) => at > 0 && value <= values[at - 1]!).length,
  );
  return {
    seconds: lasted,
    exchanges: exchanges(),
    missed: sum(missed),
    doubled: sum(doubled),
    "errors to the browser": browser.messages.filter(({ type }) => type === "error" || type === "complete")
      .length,
    "browser socket closes": browser.socket.readyState === browser.socket.OPEN ? 0 : 1,
    logins: await navigate(),
  };
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

describe.concurrent(
  "tokens of five seconds under live queries",
  { timeout: (soakSeconds + 120) * 1000 },
  () => {
    it("row 26: are changed without the browser's noticing, by one process", async () => {
      const time = { clock: systemClock };
      const fixture = await createSessionFixture(time, { ...time, accessTokenTtlS: TOKEN_S });
      const api = await startTestApi();
      const { session } = fixture;
      const gateway = createGateway({ session, upstream: { http: api.http, ws: api.ws } });
      const server = createServer();
      server.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const jar = await fixture.signedIn();
      const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      const browser = openRawBrowser(url, { origin: fixture.origin, cookie: jar.header });
      try {
        const figures = await soak({
          browser,
          api,
          renew: async () => jar.take(await session.renew(fixture.post(jar, "/auth/renew"))),
          exchanges: () => fixture.provider.hits.refresh,
          navigate: async () => ((await session.open(fixture.request(jar))).status === "active" ? 0 : 1),
        });
        expect(report("26 cookie only", figures)).toEqual({});
      } finally {
        browser.close();
        await gateway.close();
        await new Promise((resolve) => server.close(resolve));
        await api.close();
        await fixture.close();
      }
    });

    it("row 26: are changed without the browser's noticing, by four processes with the store", async () => {
      const [app, api] = await Promise.all([SeveralProcesses.start(), startTestApi()]);
      const { provider } = await app.become({ store: true, api, provider: { accessTokenTtlS: TOKEN_S } });
      const jar = await app.signedIn();
      const [own, ...others] = app.all;
      const browser = openRawBrowser(own!.socketUrl, { origin: app.fixture.origin, cookie: jar.header });
      let renewals = 0;
      try {
        const figures = await soak({
          browser,
          api,
          renew: async () =>
            jar.take(await app.post(jar, others[renewals++ % others.length]!, "/auth/renew")),
          exchanges: () => provider.hits.refresh,
          navigate: async () => countRefused(await app.ask(jar, 4)),
        });
        expect(report("26 store", figures)).toEqual({});
      } finally {
        browser.close();
        await app.stop();
        await api.close();
      }
    });
  },
);
