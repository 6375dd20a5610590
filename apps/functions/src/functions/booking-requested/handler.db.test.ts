import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import {
  addRestaurant,
  changeBooking,
  readTestBooking,
  requestBooking,
  type TestBooking,
} from "../../testing/booking.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";
import type { Fault } from "../../testing/scripted-partner.ts";

let api: TestApi;
let restaurant: string;
let booking: { id: string; dinnerId: string; host: string };
let event: Change;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
  restaurant = await addRestaurant(api, "bairro");
});
beforeEach(async () => {
  Object.assign(api.partner, { verdict: "confirmed", faults: [], requests: [] });
  api.reports.length = 0;
  booking = await requestBooking(api, restaurant);
  event = (await readChanges(api, "bookings", booking.id))[0] as Change;
});
afterAll(() => api.stop());

const deliverIt = () => deliver(api, "booking-requested", event);
const row = async () => (await readTestBooking(api, booking.id)) as TestBooking;

describe("bookingRequested", () => {
  it("asks the restaurant and writes its confirmation", async () => {
    expect((await deliverIt()).status).toBe(200);
    expect(await row()).toMatchObject({
      status: "confirmed",
      revision: 1,
      partner_reference: `T-${booking.id.slice(0, 4)}-1`,
    });
    expect(api.partner.requests).toEqual([
      {
        method: "PUT",
        reference: booking.id,
        sequence: 1,
        key: `${booking.id}:1`,
        body: { sequence: 1, restaurant: "bairro", startsAt: "2030-05-01T18:00:00.000Z", partySize: 4 },
      },
    ]);
    expect(api.reports).toEqual([]);
  });

  it("writes why it was declined and when else there is a table", async () => {
    api.partner.verdict = "declined";
    await deliverIt();
    expect(await row()).toMatchObject({
      status: "declined",
      reason: "Full house.",
      alternatives: ["2030-05-02T18:00:00.000Z"],
    });
  });

  it("leaves a request that is decided later as it is", async () => {
    api.partner.verdict = "pending";
    expect((await deliverIt()).status).toBe(200);
    expect(await row()).toMatchObject({ status: "requested", failed_attempts: 0 });
  });

  it("changes nothing when it is delivered again, ten times at once", async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, deliverIt));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await readChanges(api, "bookings", booking.id)).toHaveLength(2);
    await deliverIt();
    expect(new Set(api.partner.requests.map(({ key }) => key))).toEqual(new Set([`${booking.id}:1`]));
  });

  it.each<[string, Fault, number]>([
    ["is down", "down", 2],
    ["answers something else", "gibberish", 2],
    ["is busy, and says for how long", "busy", 17],
    ["does not answer in time", "silent", 2],
    ["is cut off after it said yes", "lost", 2],
  ])(
    "counts the attempt and asks for another delivery when the partner %s",
    async (_case, fault, seconds) => {
      api.partner.faults.push(fault);
      const response = await deliverIt();
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, String(seconds)]);
      const waiting = await row();
      expect(waiting).toMatchObject({ status: "requested", failed_attempts: 1, reason: null });
      expect(waiting.last_attempt_at).not.toBeNull();
      expect((await deliverIt()).status).toBe(200);
      expect(await row()).toMatchObject({ status: "confirmed", revision: 1 });
    },
  );

  it("waits longer after each attempt that failed", async () => {
    api.partner.faults.push("down", "down", "down", "down", "down", "down");
    const pauses: unknown[] = [];
    for (let attempt = 0; attempt < 6; attempt++) pauses.push((await deliverIt()).headers.get("retry-after"));
    expect(pauses).toEqual(["2", "4", "8", "16", "30", "30"]);
  });

  it("declines calmly what the partner can never take", async () => {
    await changeBooking(api, booking.host, booking.id, { restaurant: await addRestaurant(api, "nowhere") });
    expect((await deliverIt()).status).toBe(200);
    expect(await row()).toMatchObject({
      status: "declined",
      reason: expect.stringContaining("Try another time"),
    });
    expect(api.reports).toHaveLength(1);
  });

  it("asks for what the booking says now, not for what the event says", async () => {
    await changeBooking(api, booking.host, booking.id, { partySize: 7 });
    await deliverIt();
    expect(api.partner.requests).toMatchObject([{ sequence: 2, body: { partySize: 7 } }]);
    expect(await row()).toMatchObject({ status: "confirmed", revision: 2 });
  });

  it("writes no answer to a question that nobody asks any more", async () => {
    api.partner.onArrival = () => changeBooking(api, booking.host, booking.id, { partySize: 7 });
    await deliverIt();
    expect(api.partner.book.get(booking.id)).toMatchObject({ sequence: 1, status: "confirmed" });
    expect(await row()).toMatchObject({ status: "requested", revision: 2, partner_reference: null });
  });

  it("counts no attempt against a later wish", async () => {
    api.partner.onArrival = () => changeBooking(api, booking.host, booking.id, { partySize: 7 });
    api.partner.faults.push("down");
    expect((await deliverIt()).status).toBe(200);
    expect(await row()).toMatchObject({ revision: 2, failed_attempts: 0 });
  });

  it("does not wait for ever when the partner knows of a later wish than we do", async () => {
    api.partner.book.set(booking.id, { clientReference: booking.id, sequence: 9, status: "cancelled" });
    expect((await deliverIt()).status).toBe(200);
    expect(await row()).toMatchObject({ status: "declined", reason: expect.stringContaining("ask again") });
  });

  it("never takes a wrong key of ours for the restaurant's answer", async () => {
    api.partner.faults.push("locked");
    expect((await deliverIt()).status).toBe(503);
    expect(await row()).toMatchObject({ status: "requested", failed_attempts: 1 });
    expect(String(api.reports[0])).toContain("BOOKING_PARTNER_API_KEY");
  });
});
