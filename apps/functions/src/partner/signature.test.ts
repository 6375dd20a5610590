import { createHmac } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { describe, expect, it } from "vitest";
import { isSignedByPartner, signAsPartner } from "./signature.ts";

const KEY = "callback-secret";
const secret = new Secret(KEY);
const now = new Date("2030-01-01T00:00:00Z");
const seconds = now.getTime() / 1000;
const body = '{"id":"ü"}';
const hmac = (text: string) => createHmac("sha256", KEY).update(text).digest("hex");
const check = (signature: string) =>
  isSignedByPartner({ headers: new Headers({ "partner-signature": signature }), body }, secret, now);

describe("isSignedByPartner", () => {
  it("knows the partner's signature", async () => {
    expect(await check(`t=${seconds},v1=${hmac(`${seconds}.${body}`)}`)).toBe(true);
    expect(await check(await signAsPartner(body, secret, now))).toBe(true);
  });

  it.each([
    ["of another time than it says", `t=${seconds + 1},v1=${hmac(`${seconds}.${body}`)}`],
    ["of another body", `t=${seconds},v1=${hmac(`${seconds}.{}`)}`],
    ["older than five minutes", `t=${seconds - 301},v1=${hmac(`${seconds - 301}.${body}`)}`],
    ["cut short", `t=${seconds},v1=${hmac(`${seconds}.${body}`).slice(0, 62)}`],
    ["that is empty", "t=,v1="],
    ["in another format", hmac(`${seconds}.${body}`)],
  ])("refuses one %s", async (_case, signature) => {
    expect(await check(signature)).toBe(false);
  });

  it("takes one of five minutes ago", async () => {
    const then = seconds - 300;
    expect(await check(`t=${then},v1=${hmac(`${then}.${body}`)}`)).toBe(true);
  });
});
