import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import { readActivities } from "../../testing/activities.ts";
import { addRestaurant, cancelBooking, changeBooking, requestBooking } from "../../testing/booking.ts";
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
  Object.assign(api.partner, { verdict: "confirmed", faults: [], requests: [] });
  booking = await requestBooking(api, restaurant);
});
afterAll(() => api.stop());

/** Lets the restaurant hear of the last change and answer it. */
async function settle(): Promise<void> {
  const last = (await readChanges(api, "bookings", booking.id)).at(-1) as Change;
  await deliver(api, "booking-changed", last);
}

async function tell(): Promise<{ kind: string; payload: unknown; actor: string | null }[]> {
  for (const change of await readChanges(api, "bookings", booking.id)) {
    expect((await deliver(api, "booking-activity", change)).status).toBe(200);
  }
  return (await readActivities(api, booking.dinnerId)).map(({ kind, payload, actor }) => ({
    kind,
    payload,
    actor,
  }));
}

const table = () => ({
  bookingId: booking.id,
  restaurant: "Casa bairro",
  startsAt: "2030-05-01T18:00:00+00:00",
  partySize: 4,
});

describe("bookingActivity", () => {
  it("tells that a table was asked for and confirmed", async () => {
    await settle();
    expect(await tell()).toEqual([
      { kind: "booking-requested", payload: table(), actor: booking.host },
      {
        kind: "booking-confirmed",
        payload: { ...table(), reference: `T-${booking.id.slice(0, 4)}-1` },
        actor: null,
      },
    ]);
  });

  it("tells what was changed, that it was declined, and that it was asked for again", async () => {
    await changeBooking(api, booking.host, booking.id, {
      partySize: 6,
      restaurant: await addRestaurant(api, "mar"),
    });
    api.partner.verdict = "declined";
    await settle();
    await changeBooking(api, booking.host, booking.id, { partySize: 5 });
    const changed = { ...table(), restaurant: "Casa mar", partySize: 6 };
    expect(await tell()).toEqual([
      expect.objectContaining({ kind: "booking-requested", actor: booking.host }),
      {
        kind: "booking-changed",
        payload: { ...changed, changed: ["restaurant", "partySize"] },
        actor: booking.host,
      },
      { kind: "booking-declined", payload: { ...changed, reason: "Full house." }, actor: null },
      { kind: "booking-requested", payload: { ...changed, partySize: 5 }, actor: booking.host },
    ]);
  });

  it("tells who cancelled, and when the restaurant knows", async () => {
    await settle();
    await cancelBooking(api, booking.host, booking.id);
    await settle();
    expect((await tell()).slice(2)).toEqual([
      { kind: "booking-cancelling", payload: table(), actor: booking.host },
      { kind: "booking-cancelled", payload: { ...table(), by: "host", reason: null }, actor: null },
    ]);
  });

  it("tells that the restaurant cancelled, and why", async () => {
    await settle();
    await api.functions(
      await callbackRequest(api.partner.decide(booking.id, "cancelled", "The kitchen flooded.")),
    );
    expect((await tell()).slice(2)).toEqual([
      {
        kind: "booking-cancelled",
        payload: { ...table(), by: "restaurant", reason: "The kitchen flooded." },
        actor: null,
      },
    ]);
  });

  it("tells each step once, and nothing of attempts that failed", async () => {
    api.partner.faults.push("down");
    await settle();
    await settle();
    expect(await readChanges(api, "bookings", booking.id)).toHaveLength(3);
    await tell();
    expect((await tell()).map(({ kind }) => kind)).toEqual(["booking-requested", "booking-confirmed"]);
  });
});
