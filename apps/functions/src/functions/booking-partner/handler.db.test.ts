import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import {
  addRestaurant,
  cancelBooking,
  changeBooking,
  readTestBooking,
  requestBooking,
} from "../../testing/booking.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";
import { callbackRequest } from "../../testing/scripted-partner.ts";

let api: TestApi;
let restaurant: string;
let booking: { id: string; dinnerId: string; host: string };
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
  restaurant = await addRestaurant(api, "bairro");
});
beforeEach(async () => {
  Object.assign(api.partner, { verdict: "pending", faults: [], requests: [] });
  api.reports.length = 0;
  booking = await requestBooking(api, restaurant);
  await deliver(api, "booking-requested", (await readChanges(api, "bookings", booking.id))[0] as Change);
});
afterAll(() => api.stop());

const send = async (body: string) => (await api.functions(await callbackRequest(body))).status;
const row = () => readTestBooking(api, booking.id);

describe("bookingPartner", () => {
  it.each(["confirmed", "declined", "cancelled"] as const)(
    "writes that the booking is %s",
    async (status) => {
      expect(await send(api.partner.decide(booking.id, status, "We are sorry."))).toBe(200);
      expect(await row()).toMatchObject({
        status,
        revision: 1,
        partner_reference: status === "confirmed" ? `T-${booking.id.slice(0, 4)}-1` : null,
        reason: status === "confirmed" ? null : "We are sorry.",
      });
    },
  );

  it("gives a cancellation a reason where the restaurant gave none, as only a host's has none", async () => {
    await send(api.partner.decide(booking.id, "confirmed"));
    await send(api.partner.decide(booking.id, "cancelled"));
    expect(await row()).toMatchObject({ status: "cancelled", reason: "It gave no reason." });
  });

  it("ends in the same whatever the order and however often they come", async () => {
    const confirmed = api.partner.decide(booking.id, "confirmed");
    const cancelled = api.partner.decide(booking.id, "cancelled", "The kitchen flooded.");
    for (const body of [cancelled, confirmed, cancelled, confirmed]) expect(await send(body)).toBe(200);
    expect(await row()).toMatchObject({ status: "cancelled", reason: "The kitchen flooded." });
    expect(await readChanges(api, "bookings", booking.id)).toHaveLength(2);
  });

  it("does nothing to a later wish", async () => {
    const confirmed = api.partner.decide(booking.id, "confirmed");
    await changeBooking(api, booking.host, booking.id, { partySize: 9 });
    expect(await send(confirmed)).toBe(200);
    expect(await row()).toMatchObject({ status: "requested", revision: 2, partner_reference: null });
  });

  it.each(["confirmed", "declined", "cancelled"] as const)(
    "does nothing to a cancellation that came after it was %s",
    async (status) => {
      const decided = api.partner.decide(booking.id, status);
      await cancelBooking(api, booking.host, booking.id);
      expect(await send(decided)).toBe(200);
      expect(await row()).toMatchObject({ status: "cancelling", revision: 2 });
    },
  );

  it("never brings back the table of a host who cancels, whatever the sequence", async () => {
    await cancelBooking(api, booking.host, booking.id);
    const body = JSON.stringify({
      id: "c",
      clientReference: booking.id,
      sequence: 2,
      status: "confirmed",
      reference: "T",
    });
    expect(await send(body)).toBe(200);
    expect(await row()).toMatchObject({ status: "cancelling" });
  });

  it("is not early: it knows nothing of a sequence that is still to come", async () => {
    const body = JSON.stringify({ id: "c", clientReference: booking.id, sequence: 2, status: "confirmed" });
    expect(await send(body)).toBe(200);
    expect(await row()).toMatchObject({ status: "requested", revision: 1 });
  });

  it("understands that nothing is decided yet", async () => {
    const body = JSON.stringify({ id: "c", clientReference: booking.id, sequence: 1, status: "pending" });
    expect(await send(body)).toBe(200);
    expect(await row()).toMatchObject({ status: "requested" });
  });

  it.each([
    ["a booking that is not there", randomUUID()],
    ["no booking of ours", "table 7"],
  ])("says 200 to %s, so that it is not sent again, and reports it", async (_case, clientReference) => {
    expect(await send(JSON.stringify({ id: "c", clientReference, sequence: 1, status: "confirmed" }))).toBe(
      200,
    );
    expect(api.reports).toHaveLength(1);
  });

  it("cuts a reason to what a booking holds and leaves out what no text can", async () => {
    await send(api.partner.decide(booking.id, "declined", `No\u0000 ${"🍲".repeat(600)}`));
    expect((await row())?.reason).toBe(`No ${"🍲".repeat(497)}`);
  });

  it("takes a decision whose alternatives make no sense", async () => {
    const decision = JSON.parse(api.partner.decide(booking.id, "declined")) as Record<string, unknown>;
    await send(JSON.stringify({ ...decision, alternatives: ["soon", 7, "2030-05-03T18:00:00+02:00"] }));
    expect(await row()).toMatchObject({ status: "declined", alternatives: ["2030-05-03T16:00:00.000Z"] });
  });

  it.each([
    [
      "without a signature",
      async (body: string) =>
        new Request("http://f.test/callbacks/booking-partner", { method: "POST", body }),
    ],
    ["signed too long ago", (body: string) => callbackRequest(body, new Date(Date.now() - 301_000))],
    ["signed in the future", (body: string) => callbackRequest(body, new Date(Date.now() + 302_000))],
    [
      "signed for another body",
      async (body: string) => {
        const { headers, url } = await callbackRequest(`${body} `);
        return new Request(url, { method: "POST", headers, body });
      },
    ],
  ])("believes nothing %s", async (_case, toRequest) => {
    const body = api.partner.decide(booking.id, "confirmed");
    expect((await api.functions(await toRequest(body))).status).toBe(401);
    expect(await row()).toMatchObject({ status: "requested" });
  });
});
