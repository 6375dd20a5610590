import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { oneOf, shuffled, withChoices } from "./testing/choices.ts";
import { report } from "./testing/results/report-row.ts";
import { startSessionProcess } from "./testing/session-process.ts";
import { countRefused, SeveralProcesses } from "./testing/several-processes.ts";

const DUE_S = 850;
const EXPIRED_S = 901;

describe("several processes", { timeout: 300_000 }, () => {
  let app: SeveralProcesses;
  beforeAll(async () => {
    app = await SeveralProcesses.start();
  }, 120_000);
  afterAll(() => app.stop());

  it("row 4: exchange once for 100 requests with the store, and nobody is signed out over 200 rotations, without overlap", () =>
    withChoices(async (choose) => {
      const { provider } = await app.become({ store: true });
      const jar = await app.signedIn();
      await app.advance(EXPIRED_S);
      const all = await app.ask(jar, 100);
      const hits = provider.hits.refresh;
      const cookies = new Set(all.flatMap(({ response }) => response.headers.getSetCookie())).size;
      const active = all.length - countRefused(all);
      app.deliver(jar, all, choose);
      let logouts = 0;
      for (let cycle = 0; cycle < 200; cycle++) {
        await app.advance(oneOf([DUE_S, EXPIRED_S], choose));
        const some = await app.ask(jar, 4);
        logouts += countRefused(some);
        // Every fourth time the browser never hears of it.
        if (choose(fc.nat, 3) > 0) app.deliver(jar, some, choose);
      }
      const { refresh, familiesRevoked } = provider.hits;
      const figures = {
        "token hits": hits,
        "distinct cookies": cookies,
        "200s": active,
        logouts,
        "families revoked": familiesRevoked,
        "exchanges in 200 rotations": refresh - 1,
      };
      expect(report("4 Auth0, store", figures)).toEqual({});
    }));

  it("row 4: with Nhost, which overlaps never, exchange once for 100 requests with the store, and use no token twice", () =>
    withChoices(async (choose) => {
      const { provider } = await app.becomeNhost({ store: true });
      const jar = await app.signedIn();
      await app.advance(EXPIRED_S);
      const all = await app.ask(jar, 100);
      app.deliver(jar, all, choose);
      const hits = provider.hits.refresh;
      let logouts = countRefused(all);
      for (let cycle = 0; cycle < 50; cycle++) {
        await app.advance(oneOf([DUE_S, EXPIRED_S], choose));
        const some = await app.ask(jar, 4);
        logouts += countRefused(some);
        if (choose(fc.nat, 3) > 0) app.deliver(jar, some, choose);
      }
      const figures = {
        "token hits": hits,
        logouts,
        "tokens used twice": provider.hits.reused,
        "exchanges in 50 rotations": provider.hits.refresh - 1,
      };
      expect(report("4 Nhost, store", figures)).toEqual({});
    }));

  it("row 5: with Nhost and no store, lose sessions, and this says how many", async () => {
    const { provider } = await app.becomeNhost({ store: false });
    let lost = 0;
    for (let round = 0; round < 20; round++) {
      const jar = await app.signedIn();
      await app.advance(EXPIRED_S);
      if (countRefused(await app.ask(jar, 4)) > 0) lost++;
    }
    const figures = { "sessions that some process refused": lost, "tokens used twice": provider.hits.reused };
    // Nothing but the store can help here, and the README says so.
    expect(report("5 Nhost, cookie only", figures)).toEqual({});
  });

  it("row 5: lose sessions without a store where the provider ranks what it gave out, and this says how many", () =>
    withChoices(async (choose) => {
      const lost = { last: 0, all: 0 };
      for (const [siblings, cycles] of [
        ["last", 200],
        ["all", 50],
      ] as const) {
        await app.become({ store: false, provider: { overlapMs: 30_000, siblings } });
        let jar = await app.signedIn();
        for (let cycle = 0; cycle < cycles; cycle++) {
          await app.advance(DUE_S);
          const all = await app.ask(jar, 4);
          app.deliver(jar, all, choose);
          if (countRefused(all) === 0) continue;
          lost[siblings]++;
          jar = await app.signedIn();
        }
      }
      const figures = {
        "of 200 where the last sibling alone stays good": lost.last,
        "of 50 where every sibling does": lost.all,
      };
      // With every sibling good the overlap carries it. With ranked ones only the store does, and the README says so.
      expect(report("5 Auth0, cookie only", figures)).toEqual({});
    }));

  it("row 6: recover from the death of the winner, as far as the provider's overlap goes", async () => {
    const recovered: number[] = [];
    const times: number[] = [];
    for (const overlapMs of [30_000, 0]) {
      const { provider } = await app.become({ store: true, provider: { overlapMs } });
      const jars = await Promise.all(Array.from({ length: 50 }, () => app.signedIn()));
      await app.advance(EXPIRED_S);
      const [winner, other] = [app.all[0]!, app.all[1]!];
      provider.fault = (endpoint, call) =>
        endpoint === "refresh" && call <= jars.length ? { kind: "hang" } : null;
      const dying = jars.map((jar) =>
        winner.fetch(jar).then(
          () => "answered",
          () => "died",
        ),
      );
      await expect.poll(() => provider.hits.refresh).toBe(jars.length);
      await winner.kill();
      const killedAt = performance.now();
      const statuses = await Promise.all(
        jars.map(async (jar) => {
          const status = await app.verdict(jar, other);
          times.push(performance.now() - killedAt);
          return status;
        }),
      );
      expect(new Set(await Promise.all(dying))).toEqual(new Set(["died"]));
      recovered.push(statuses.filter((status) => status === "active").length);
      app.all[0] = await startSessionProcess();
    }
    const figures = {
      "recovered with overlap": recovered[0] ?? 0,
      "recovered without overlap": recovered[1] ?? 0,
      "the slowest after the kill": Math.max(...times),
    };
    // What is lost without overlap cannot be had from anybody: only the dead process had heard the answer.
    expect(report("6 store", figures)).toEqual({});
  });

  it("row 9: cannot be talked out of a sign-out by refreshes under way elsewhere, with the store", () =>
    withChoices(async (choose) => {
      await app.become({ store: true, provider: { overlapMs: 30_000 } });
      let resurrected = 0;
      for (let round = 0; round < 50; round++) {
        const jar = await app.signedIn();
        const copy = new CookieJar();
        copy.set("__Host-session", jar.get("__Host-session") ?? "");
        await app.advance(DUE_S);
        const signOutAt = choose(fc.nat, 5);
        const all = await Promise.all(
          Array.from({ length: 6 }, (_, index) => {
            const one = oneOf(app.all, choose);
            return index === signOutAt ? app.post(jar, one, "/auth/logout") : one.fetch(jar);
          }),
        );
        for (const response of shuffled(all, choose)) {
          const sets = response.headers.getSetCookie().some((cookie) => /^__Host-session=[^;]/.test(cookie));
          jar.take(response);
          if (sets) copy.take(response);
        }
        // A browser that knows of no sign-out is refused as well: everywhere, and with the newest cookie there ever was.
        for (const one of [jar, copy]) {
          const answers = await app.ask(one, 4);
          resurrected += answers.length - countRefused(answers);
        }
      }
      expect(report("9 store", { logouts: 50, resurrected })).toEqual({});
    }));
});
