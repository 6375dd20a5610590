import { afterEach, describe, expect, it, vi } from "vitest";
import { CookieJar } from "./testing/browser-jar.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

describe("createPublishedKeys", { timeout: 30_000 }, () => {
  let fixture: SessionFixture;
  afterEach(async () => {
    vi.useRealTimers();
    await fixture.close();
  });

  async function signIn(): Promise<string | null> {
    const jar = new CookieJar();
    const url = fixture.provider.authorize(await fixture.start(jar));
    return (await fixture.finish(jar, url)).location;
  }

  it("fetches the key set once for many sign-ins at once, and again when the provider signs with a new key", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    fixture = await createSessionFixture();
    expect(await Promise.all(Array.from({ length: 20 }, signIn))).toEqual(Array(20).fill("/dinners/1"));
    expect(fixture.provider.hits.jwks).toBe(1);
    await fixture.provider.rotateKey();
    vi.setSystemTime(Date.now() + 31_000);
    expect(await signIn()).toBe("/dinners/1");
    expect(fixture.provider.hits.jwks).toBe(2);
  });

  it("asks at most every 30 seconds for a key it cannot find, and says that trying later may help", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    fixture = await createSessionFixture();
    await signIn();
    await fixture.provider.rotateKey();
    for (let index = 0; index < 5; index++) expect(await signIn()).toContain("error=unavailable");
    expect(fixture.provider.hits.jwks).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    expect(await signIn()).toBe("/dinners/1");
    expect(fixture.provider.hits.jwks).toBe(2);
  });
});
