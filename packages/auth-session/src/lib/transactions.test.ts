import { afterEach, describe, expect, it } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";
import { createMemoryUseOnce } from "./use-once.ts";

describe("sign-ins under way", { timeout: 60_000 }, () => {
  let fixture: SessionFixture;
  afterEach(() => fixture.close());

  it("row 23: are at most four after 50 abandoned ones, in at most 4 KB of headers, the newest usable", async () => {
    const measured: { cookies: number; bytes: number }[] = [];
    fixture = await createSessionFixture();
    for (const returnTo of ["/dinners", `/${"x".repeat(500)}`]) {
      const jar = await fixture.signedIn();
      let last = "";
      for (let index = 0; index < 50; index++) {
        fixture.clock.advance(1);
        last = await fixture.start(jar, `/auth/login?returnTo=${returnTo}`);
      }
      const cookies = jar.names.filter((name) => name.includes("-tx-")).length;
      measured.push({ cookies, bytes: `cookie: ${jar.header}\r\n`.length });
      expect((await fixture.finish(jar, fixture.provider.authorize(last))).location).toBe(returnTo);
    }
    const cookies = Math.max(...measured.map((one) => one.cookies));
    const bytes = Math.max(...measured.map((one) => one.bytes));
    expect(report("23", { "transaction cookies": cookies, "header bytes": bytes })).toEqual({});
    expect(measured[0]?.cookies).toBe(4);
    expect(measured[1]?.cookies).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ["one process", 1],
    ["four processes that share the record", 4],
  ])("are completed once: of 100 equal answers, cookie kept, %s take one", async (_name, count) => {
    fixture = await createSessionFixture({ useOnce: createMemoryUseOnce(Date.now) });
    const processes = [fixture.session, ...Array.from({ length: count - 1 }, () => fixture.another())];
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await fixture.start(jar));
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, index) => fixture.finish(jar, url, processes[index % count])),
    );
    expect(all.filter(({ isSignedIn }) => isSignedIn)).toHaveLength(1);
    expect(fixture.provider.hits.code).toBe(1);
  });

  it("are not completed while nobody can tell whether they were before", async () => {
    fixture = await createSessionFixture({ useOnce: () => Promise.reject(new Error("database down")) });
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await fixture.start(jar));
    expect((await fixture.finish(jar, url)).location).toBe("/sign-in?error=unavailable");
    expect(fixture.provider.hits.code).toBe(0);
  });

  it("keep nothing in the record that names them", async () => {
    const names: string[] = [];
    const useOnce = (given: readonly string[]) => Promise.resolve(names.push(...given) > 0);
    fixture = await createSessionFixture({ useOnce });
    const jar = new CookieJar();
    const url = await fixture.start(jar);
    await fixture.finish(jar, fixture.provider.authorize(url));
    expect(names).toEqual([expect.stringMatching(/^[\w-]{43}$/)]);
    expect(names[0]).not.toBe(new URL(url).searchParams.get("state"));
  });

  it("are over after ten minutes", async () => {
    fixture = await createSessionFixture();
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await fixture.start(jar));
    fixture.clock.advance(601);
    expect((await fixture.finish(jar, url)).location).toBe("/sign-in?error=expired");
  });
});
