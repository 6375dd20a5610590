import { Secret } from "@potluck/contracts/secret";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testSecrets } from "../testing/context.ts";
import { startScriptedPartner, type Fault, type ScriptedPartner } from "../testing/scripted-partner.ts";
import { createBookingPartner, type BookingPartner, type Wish } from "./booking-partner.ts";

describe("createBookingPartner", () => {
  let scripted: ScriptedPartner;
  let partner: BookingPartner;
  const wish: Wish = {
    clientReference: "a/b ü",
    sequence: 2,
    restaurant: "bairro",
    startsAt: "2030-05-01T18:00:00.000Z",
    partySize: 4,
  };
  beforeEach(async () => {
    scripted = await startScriptedPartner();
    partner = createBookingPartner({
      endpoint: scripted.url,
      apiKey: new Secret(testSecrets.partnerKey),
      timeoutMs: 500,
    });
  });
  afterEach(() => scripted.stop());

  it("asks, looks and cancels", async () => {
    expect(await partner.look(wish.clientReference)).toEqual({ kind: "unknown" });
    expect(await partner.ask(wish)).toMatchObject({
      kind: "known",
      reservation: { status: "confirmed", sequence: 2 },
    });
    expect(await partner.look(wish.clientReference)).toMatchObject({
      kind: "known",
      reservation: { status: "confirmed" },
    });
    expect(await partner.ask({ ...wish, sequence: 1 })).toEqual({ kind: "superseded" });
    expect(await partner.cancel({ ...wish, sequence: 3 })).toMatchObject({
      kind: "known",
      reservation: { status: "cancelled" },
    });
    expect(scripted.requests.map(({ method, reference, key }) => [method, reference, key])).toEqual([
      ["GET", "a/b ü", undefined],
      ["PUT", "a/b ü", "a/b ü:2"],
      ["GET", "a/b ü", undefined],
      ["PUT", "a/b ü", "a/b ü:1"],
      ["DELETE", "a/b ü", "a/b ü:3"],
    ]);
  });

  it("takes no answer of something in between for the partner's", async () => {
    const elsewhere = createBookingPartner({
      endpoint: new URL("elsewhere/", scripted.url),
      apiKey: new Secret("wrong-key-of-the-test"),
    });
    expect(await elsewhere.ask(wish)).toMatchObject({ kind: "locked-out" });
    expect(await partner.ask({ ...wish, restaurant: "nowhere" })).toMatchObject({ kind: "refused" });
  });

  it.each<[Fault, string]>([
    ["down", "PUT was answered 503 unavailable"],
    ["busy", "PUT was answered 429 too-many-requests"],
    ["gibberish", "PUT was answered 200 with something else"],
    ["silent", "no answer in time"],
    ["lost", "other side closed"],
  ])("knows that nobody knows when the partner is %s", async (fault, detail) => {
    scripted.faults.push(fault);
    expect(await partner.ask(wish)).toMatchObject({ kind: "unavailable", detail });
  });

  it("knows it too when nobody listens", async () => {
    await scripted.stop();
    expect(await partner.ask(wish)).toMatchObject({ kind: "unavailable" });
  });
});
