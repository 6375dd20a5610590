import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { resolveConfig } from "./config.ts";
import { openSealed, sealSession } from "./session-cookie.ts";
import type { SessionRecord } from "./session-record.ts";
import { CookieJar } from "./testing/browser-jar.ts";
import { mintSession } from "./testing/mint-session.ts";
import { reference, referenceTokens } from "./testing/reference-tokens.ts";
import { percentileOfBestRun } from "./testing/results/best-run.ts";
import { report } from "./testing/results/report-row.ts";
import { createSessionFixture, type SessionFixture } from "./testing/session-fixture.ts";

const NAME = "__Host-session";
const key = (id: string) => ({ id, secret: randomBytes(32) });

describe("a session cookie", { timeout: 120_000 }, () => {
  let fixture: SessionFixture | null = null;
  afterEach(async () => {
    await fixture?.close();
    fixture = null;
  });

  /** Opens a request that brings these cookies. @returns Whether anybody was let in, or any cookie set. */
  async function isAccepted({ session, origin }: SessionFixture, cookie: string): Promise<boolean> {
    const auth = await session.open(new Request(origin, { headers: { cookie } }));
    return auth.status !== "anonymous" || auth.seal(new Response()).headers.getSetCookie().length > 0;
  }

  it("row 14: is nobody with any single bit of any byte changed, and never an error", async () => {
    fixture = await createSessionFixture();
    const value = (await fixture.signedIn()).get(NAME) ?? "";
    expect(await isAccepted(fixture, `${NAME}=${value}`)).toBe(true);
    let cases = 0;
    let accepted = 0;
    let exceptions = 0;
    for (let index = 0; index < value.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const code = value.charCodeAt(index) ^ (1 << bit);
        const changed = value.slice(0, index) + String.fromCharCode(code) + value.slice(index + 1);
        // What HTTP itself does not let through cannot reach us.
        if (/[\0\r\n]|[^\0-\xff]/.test(changed)) continue;
        cases++;
        await isAccepted(fixture, `${NAME}=${changed}`).then(
          (isIn) => isIn && accepted++,
          () => exceptions++,
        );
      }
    }
    const hits = fixture.provider.hits.refresh;
    expect(report("14", { cookies: cases, accepted, exceptions, "provider hits": hits })).toEqual({});
  });

  it("row 15: is nobody under another name, version or key, and in pieces of somebody else's", async () => {
    fixture = await createSessionFixture();
    const [own] = fixture.options.keys;
    if (!own) throw new Error("The fixture has no key.");
    const ada = (await fixture.signedIn()).get(NAME) ?? "";
    const ben = (await fixture.signedIn("auth0|ben")).get(NAME) ?? "";
    const [, id = "", body = ""] = ada.split(".");
    const [, , bensBody = ""] = ben.split(".");
    const jar = new CookieJar();
    await fixture.start(jar);
    const transaction = jar.get(jar.names[0] ?? "") ?? "";
    const otherApp = await fixture.another({ cookieName: "other" }).open(fixture.request(null));
    expect(otherApp.status).toBe("anonymous");
    const mintedWith = async (more: object) => {
      const tokens = { userId: "auth0|ada", user: { name: "Ada" }, ...referenceTokens(1) };
      return (await mintSession({ ...fixture!.options, ...more }, tokens)).value;
    };
    const cut = Math.floor(body.length / 2);
    const forged: Record<string, string> = {
      "another cookie's value": `${NAME}=${transaction}`,
      "the session under another name": `${NAME}-out=${ada}; session=${ada}; __Secure-session=${ada}`,
      "a session of an app with another cookie name": `${NAME}=${await mintedWith({ cookieName: "other" })}`,
      "another version": `${NAME}=2.${id}.${body}`,
      "no version": `${NAME}=${id}.${body}`,
      "an unknown key id": `${NAME}=1.k9.${body}`,
      "the same key id, another key": `${NAME}=${await mintedWith({ keys: [key(own.id)] })}`,
      "the same key, another id": `${NAME}=${await mintedWith({ keys: [{ ...own, id: "k2" }] })}`,
      "a head of one and a tail of another": `${NAME}=1.${id}.${body.slice(0, cut)}${bensBody.slice(cut)}`,
      "another's tag": `${NAME}=1.${id}.${body.slice(0, -22)}${bensBody.slice(-22)}`,
      "another's iv": `${NAME}=1.${id}.${bensBody.slice(0, 16)}${body.slice(16)}`,
      "two chunks": `${NAME}.0=${ada.slice(0, cut)}; ${NAME}.1=${ada.slice(cut)}`,
      "half of it": `${NAME}=${ada.slice(0, cut)}`,
      "twice in a row": `${NAME}=${ada}${ada}`,
      "in quotes": `${NAME}="${ada}"`,
    };
    const accepted: string[] = [];
    for (const [name, cookie] of Object.entries(forged)) {
      if (await isAccepted(fixture, cookie)) accepted.push(name);
    }
    const forgeries = Object.keys(forged).length;
    expect(report("15", { forgeries, accepted: accepted.length })).toEqual({});
    expect(accepted).toEqual([]);
    expect(await isAccepted(fixture, `${NAME}=${ada}`)).toBe(true);
  });

  it("takes at most 1,100 bytes for the reference session", async () => {
    const { cookie } = await mintSession(
      { keys: [key("k1")], appOrigin: "https://potluck.example" },
      { userId: reference.userId, user: { id: reference.userId, name: "Ada Fern" }, ...referenceTokens(1) },
    );
    expect(cookie.length).toBeLessThanOrEqual(1100);
  });

  it("row 24: is one cookie of at most 3,800 bytes with 20 roles, a long name and emoji", async () => {
    const names = ["Żółć 🍲 ".repeat(10), "𝕬𝖉𝖆 ".repeat(16), "👩🏽‍🍳👨‍👩‍👧‍👦".repeat(8), "a".repeat(80)];
    const sizes: number[] = [];
    let cookies = 0;
    for (const name of names) {
      const { cookie, setCookie } = await mintSession(
        { keys: [key("k1")], appOrigin: "https://potluck.example" },
        { userId: reference.userId, user: { id: reference.userId, name }, ...referenceTokens(20) },
      );
      cookies = Math.max(cookies, setCookie.match(/__Host-/g)?.length ?? 0);
      sizes.push(cookie.length);
    }
    expect(report("24", { cookies, "cookie bytes": Math.max(...sizes) })).toEqual({});
  });

  it("row 31: seals and opens the reference session, compression included", async () => {
    const config = resolveConfig({
      appOrigin: "https://app.test",
      keys: [key("k1")],
    });
    const nowS = Math.floor(Date.now() / 1000);
    const record: SessionRecord = {
      sid: randomBytes(16).toString("base64url"),
      userId: reference.userId,
      generation: 3,
      createdAt: nowS - 3600,
      rotatedAt: nowS,
      tokenExpiresAt: nowS + 900,
      authTime: nowS - 3600,
      user: { id: reference.userId, name: "Ada Fern" },
      ...referenceTokens(1),
    };
    const times: number[] = [];
    const { sealed } = await sealSession(config, record);
    const bytes = `${NAME}=${sealed}`.length;
    expect((await openSealed(config, sealed))?.record).toEqual(record);
    for (let round = 0; round < 2600; round++) {
      const startedAt = performance.now();
      await openSealed(config, (await sealSession(config, record)).sealed);
      if (round >= 100) times.push(performance.now() - startedAt);
    }
    expect(report("31", { p50: percentileOfBestRun(times, 50), "cookie bytes": bytes })).toEqual({});
  });
});
