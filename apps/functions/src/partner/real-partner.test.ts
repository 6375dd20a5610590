import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Secret } from "@potluck/contracts/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineCallback } from "../runtime/define-callback.ts";
import { done } from "../runtime/outcome.ts";
import { startNodeHost, type NodeHost } from "../host/node-host.ts";
import { createTestContext, testSecrets } from "../testing/context.ts";
import { createBookingPartner, type BookingPartner, type Wish } from "./booking-partner.ts";
import { partnerCallback, type Reservation } from "./reservation.ts";
import { isSignedByPartner } from "./signature.ts";

/** The partner as it is, so that both sides mean the same by `openapi.yaml`. */
describe("createBookingPartner with apps/booking-partner", () => {
  let server: ChildProcess;
  let host: NodeHost;
  let partner: BookingPartner;
  const callbacks: Reservation[] = [];
  beforeAll(async () => {
    const receiver = defineCallback({
      name: "booking-partner",
      input: partnerCallback,
      isAuthentic: (signed, context) =>
        isSignedByPartner(signed, context.partnerCallbackSecret, context.now()),
      run: async (callback) => {
        callbacks.push(callback);
        return done("heard");
      },
    });
    host = await startNodeHost([receiver], createTestContext(), 0);
    const entry = fileURLToPath(new URL("../../../booking-partner/src/server.ts", import.meta.url));
    server = spawn(process.execPath, ["--import", "tsx", entry], {
      env: {
        PATH: process.env.PATH,
        PARTNER_PORT: "0",
        PARTNER_API_KEY: testSecrets.partnerKey,
        PARTNER_CALLBACK_URL: `${host.url}/callbacks/booking-partner`,
        PARTNER_CALLBACK_SECRET: testSecrets.partnerCallbacks,
        PARTNER_THINK_MS: "50",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(server.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const { listening } = JSON.parse(line.toString()) as { listening: string };
    partner = createBookingPartner({
      endpoint: new URL(listening),
      apiKey: new Secret(testSecrets.partnerKey),
    });
  }, 60_000);
  afterAll(async () => {
    const gone = once(server, "exit");
    server.kill("SIGTERM");
    await gone;
    await host.stop();
  });

  // A Wednesday in May, eight in the evening in Lisbon and nine in Berlin.
  const wish: Wish = {
    clientReference: "0b1c7f3e-6f1c-4a53-9d70-1f9a3c1f2a11",
    sequence: 1,
    restaurant: "the-long-table",
    startsAt: "2030-05-01T19:00:00.000Z",
    partySize: 4,
  };

  it("agrees on a table, on another one, and on none", async () => {
    expect(await partner.look(wish.clientReference)).toEqual({ kind: "unknown" });
    const confirmed = await partner.ask(wish);
    expect(confirmed).toMatchObject({
      kind: "known",
      reservation: { sequence: 1, status: "confirmed", reference: expect.any(String) },
    });
    expect(await partner.ask(wish)).toEqual(confirmed);
    expect(await partner.ask({ ...wish, sequence: 2, partySize: 40 })).toMatchObject({
      kind: "known",
      reservation: { sequence: 2, status: "declined", reason: expect.any(String) },
    });
    expect(await partner.ask({ ...wish, sequence: 1, partySize: 2 })).toEqual({ kind: "superseded" });
    expect(await partner.cancel({ ...wish, sequence: 3 })).toMatchObject({
      kind: "known",
      reservation: { sequence: 3, status: "cancelled" },
    });
    expect(await partner.cancel({ ...wish, sequence: 2 })).toEqual({ kind: "superseded" });
    expect(await partner.ask({ ...wish, sequence: 4, restaurant: "nowhere" })).toMatchObject({
      kind: "refused",
    });
  });

  it("hears by a signed callback what is decided later", async () => {
    const later = {
      ...wish,
      clientReference: "1c1c7f3e-6f1c-4a53-9d70-1f9a3c1f2a12",
      restaurant: "saffron-house",
    };
    expect(await partner.ask(later)).toMatchObject({ kind: "known", reservation: { status: "pending" } });
    await expect
      .poll(() => callbacks)
      .toMatchObject([{ clientReference: later.clientReference, sequence: 1, status: "confirmed" }]);
    expect(await partner.look(later.clientReference)).toMatchObject({
      kind: "known",
      reservation: { status: "confirmed" },
    });
  });
});
