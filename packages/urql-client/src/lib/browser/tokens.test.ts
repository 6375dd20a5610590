import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { AddItem, BusyStream, Dinner } from "../testing/documents.ts";
import { createSimulatedClient } from "../testing/simulated-client.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";
import { createTestTokens, type TestTokens } from "../testing/test-tokens.ts";
import type { BrowserClient } from "./client.ts";
import { openStream } from "./stream-store.ts";

const TTL_MS = 5_000;

interface Setting {
  api: TestApi;
  network: SimulatedNetwork;
  tokens: TestTokens;
  client: BrowserClient;
}

let end = (): void => {};

function begin(
  options: { delay?: () => number; pollMs?: number; transport?: "http" | "socket" } = {},
): Setting {
  const { delay = () => 5, pollMs = 20, transport } = options;
  const api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "0" });
  const network = createSimulatedNetwork(api, { up: delay, down: delay });
  const tokens = createTestTokens(TTL_MS);
  network.authenticate = (authorization) => tokens.authenticate(authorization);
  const poller = setInterval(() => api.poll(), pollMs);
  const client = createSimulatedClient(network, {
    tokens,
    transport,
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 },
  });
  end = () => {
    client.dispose();
    tokens.stop();
    clearInterval(poller);
  };
  return { api, network, tokens, client };
}

/** Watches a dinner whose line counts up, and a stream that does: what is painted when, and what ever was wrong. */
function watch({ client }: Setting) {
  const page = client.open(Dinner, { id: "d1" });
  const stream = openStream(
    client,
    BusyStream,
    { dinner: "d1", cursor: 0 },
    { limit: 1_000, order: "asc", overlapMs: 500 },
  );
  const painted: { version: number; at: number }[] = [];
  const streamed: number[] = [];
  const statuses = new Set<string>();
  const errors: string[] = [];
  const note = (): void => {
    const { data, error, status } = page.get();
    const title = data?.dinners_by_pk?.items[0]?.title;
    if (title !== undefined && painted.at(-1)?.version !== Number(title))
      painted.push({ version: Number(title), at: Date.now() });
    statuses.add(status);
    if (error) errors.push(error.message);
  };
  const known = new Set<number>();
  page.subscribe(note, true);
  client.connection.subscribe(() => statuses.add(client.connection.get()));
  stream.subscribe(() => {
    const { rows, error, status } = stream.get();
    for (const { id } of rows) if (!known.has(id)) streamed.push((known.add(id), id));
    statuses.add(status);
    if (error) errors.push(error.message);
  });
  note();
  return { page, painted, streamed, statuses, errors };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  end();
  vi.useRealTimers();
});

describe("createBrowserClient with tokens", () => {
  it("sends the token along over HTTP, and asks no more often than it has to", async () => {
    const { client, network, tokens } = begin();
    const seen: unknown[] = [];
    network.authenticate = (authorization) => (seen.push(authorization), tokens.authenticate(authorization));
    const answers = Promise.all([1, 2, 3].map(() => client.query(Dinner, { id: "d1" })));
    await pass(100);
    expect((await answers).every(({ ok }) => ok)).toBe(true);
    expect(new Set(seen)).toEqual(new Set([expect.stringMatching(/^Bearer 1 until /)]));
    expect(tokens.issued).toBe(1);
  });

  it("sends a request again, once, when the API did not take its token", async () => {
    const { api, client, network, tokens } = begin();
    let refusals = 1;
    network.authenticate = (authorization) =>
      refusals-- > 0 ? undefined : tokens.authenticate(authorization);
    const added = client.mutate(AddItem, { object: { id: "i2", dinner_id: "d1", title: "1" } });
    await pass(200);
    expect(await added).toMatchObject({ ok: true });
    expect([api.counts.mutation, tokens.issued, tokens.refused.length]).toEqual([1, 2, 1]);
    network.authenticate = () => undefined;
    const refused = client.query(Dinner, { id: "d2" });
    await pass(200);
    expect(await refused).toMatchObject({ ok: false, error: { kind: "auth", serverCode: "invalid-jwt" } });
  });

  it.each(["http", "socket"] as const)("says so over %s when nobody is signed in", async (transport) => {
    const { client, network, tokens } = begin({ transport });
    tokens.isSignedOut = true;
    const asked = client.query(Dinner, { id: "d1" });
    await pass(100);
    expect(await asked).toMatchObject({ ok: false, error: { kind: "auth" } });
    expect(network.requests).toEqual([]);
    expect(network.lives).toEqual([]);
  });

  it("opens no socket while there is no token, and one as soon as there is", async () => {
    const setting = begin();
    setting.tokens.isDown = true;
    const { page } = watch(setting);
    await pass(3_000);
    expect(setting.network.lives).toEqual([]);
    setting.tokens.isDown = false;
    await pass(1_000);
    expect(page.get().status).toBe("live");
    expect(setting.network.lives).toHaveLength(1);
  });

  it("comes back with a fresh token after the API has closed the socket for want of one", async () => {
    const setting = begin();
    const { page } = watch(setting);
    await pass(1_000);
    const before = setting.tokens.issued;
    setting.network.cut(4403);
    await pass(500);
    expect(page.get().status).toBe("live");
    expect(setting.tokens.issued).toBe(before + 1);
  });

  it("finishes what is under way on the old socket", async () => {
    let delayMs = 5;
    const setting = begin({ transport: "socket", delay: () => delayMs });
    const { client, api, network, tokens } = setting;
    watch(setting);
    await pass((TTL_MS * 2) / 3 - 100);
    const { issued } = tokens;
    const execute = api.execute.bind(api);
    api.execute = (request) => {
      // The answer takes long enough for the token to change meanwhile.
      delayMs = 500;
      setTimeout(() => (delayMs = 5));
      return execute(request);
    };
    let answeredBy: number | undefined;
    const added = client.mutate(AddItem, { object: { id: "i2", dinner_id: "d1", title: "1" } });
    void added.then(() => (answeredBy = tokens.issued));
    await pass(300);
    expect(network.lives).toHaveLength(2);
    expect(network.lives[0]?.othersAtClose).toBeUndefined();
    await pass(700);
    expect(await added).toMatchObject({ ok: true });
    expect(answeredBy).toBe(issued + 1);
    expect(api.counts.mutation).toBe(1);
    expect(network.lives[0]?.othersAtClose).toBe(1);
  });

  const seed = Number(process.env["TOKENS_SEED"] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env["TOKENS_RUNS"] ?? 8);
  const weather = {
    pollMs: fc.constantFrom(20, 60, 150),
    delays: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 7, maxLength: 7 }),
    tokenDelayMs: fc.integer({ min: 1, max: 500 }),
  };
  const changeMs = 50;

  function change(api: TestApi, version: number): void {
    api.tables.items.get("i1")!["title"] = String(version);
    api.commitActivity(version);
  }

  function beginIn(run: { pollMs: number; delays: number[]; tokenDelayMs: number }): Setting {
    let at = 0;
    const setting = begin({ delay: () => run.delays[at++ % run.delays.length]!, pollMs: run.pollMs });
    setting.tokens.delayMs = () => run.tokenDelayMs;
    return setting;
  }

  it(
    `changes sockets without a gap, a repetition or a step back, at 20 changes a second (seed ${seed}, ${numRuns} runs)`,
    async () => {
      let longest = 0;
      let renewals = 0;
      await fc.assert(
        fc.asyncProperty(fc.record(weather), async (run) => {
          vi.setSystemTime(0);
          const setting = beginIn(run);
          const { api, network, tokens } = setting;
          const seen = watch(setting);
          await pass(2_000);
          expect(seen.page.get().status).toBe("live");
          seen.statuses.clear();
          let version = 0;
          for (; version < 240;) {
            change(api, ++version);
            await pass(changeMs);
          }
          await pass(500);
          const versions = seen.painted.map((paint) => paint.version);
          expect(versions).toEqual([...versions].sort((a, b) => a - b)); // no step back; repetitions were not noted
          expect(versions.at(-1)).toBe(version);
          expect(seen.streamed).toEqual(Array.from({ length: version }, (_, index) => index + 1));
          expect([...seen.statuses]).toEqual(["live"]);
          expect(seen.errors).toEqual([]);
          expect(tokens.issued - network.lives.length).toBeLessThanOrEqual(1); // the newest may have come just now
          expect(network.lives.every(({ othersAtClose }) => othersAtClose !== 0)).toBe(true);
          const busy = seen.painted.slice(1);
          for (const [index, paint] of busy.entries())
            if (index > 0) longest = Math.max(longest, paint.at - busy[index - 1]!.at);
          renewals += tokens.issued - 1;
          end();
        }),
        { seed, numRuns, endOnFailure: process.env["TOKENS_SHRINK"] === undefined },
      );
      process.stdout.write(
        `tokens of ${TTL_MS / 1000} s, 20 changes/s: ${renewals} renewals, errors 0, missed 0, longest silence ${longest} ms (simulated)\n`,
      );
      expect(longest).toBeLessThan(1_000);
    },
    60_000 + numRuns * 10_000,
  );

  // The first frame is older than the answer over HTTP that came before it.
  const lateFirstFrame = {
    pollMs: 20,
    delays: [7, 54, 1, 4, 1, 3, 87],
    tokenDelayMs: 254,
    troubles: [{ after: 2_404, what: "cut" }],
  };

  const trouble = fc.record({
    after: fc.integer({ min: 50, max: 2_500 }),
    what: fc.constantFrom("cut", "expire", "down", "up", "refuse"),
  });

  it(
    `shows the truth in the end, and nothing older than before, whatever happens to sockets and tokens (seed ${seed}, ${numRuns} runs)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({ ...weather, troubles: fc.array(trouble, { minLength: 1, maxLength: 8 }) }),
          async (run) => {
            vi.setSystemTime(0);
            const setting = beginIn(run);
            const { api, network, tokens } = setting;
            const seen = watch(setting);
            let version = 0;
            const writer = setInterval(() => change(api, ++version), changeMs);
            let refusals = 0;
            network.authenticate = (authorization) =>
              refusals-- > 0 ? undefined : tokens.authenticate(authorization);
            for (const { after, what } of run.troubles) {
              await pass(after);
              if (what === "cut") network.cut(1006);
              else if (what === "expire") network.cut(4403);
              else if (what === "refuse") refusals = 2;
              else tokens.isDown = what === "down";
            }
            tokens.isDown = false;
            refusals = 0;
            await pass(3_000);
            clearInterval(writer);
            await pass(1_000);
            const versions = seen.painted.map((paint) => paint.version);
            expect(versions).toEqual([...versions].sort((a, b) => a - b));
            expect(versions.at(-1)).toBe(version);
            expect(seen.streamed).toEqual(Array.from({ length: version }, (_, index) => index + 1));
            expect(seen.page.get().status).toBe("live");
            expect(setting.client.connection.get()).toBe("live");
            end();
          },
        ),
        {
          seed,
          numRuns,
          examples: [[lateFirstFrame]],
          endOnFailure: process.env["TOKENS_SHRINK"] === undefined,
        },
      );
    },
    60_000 + numRuns * 10_000,
  );
});
