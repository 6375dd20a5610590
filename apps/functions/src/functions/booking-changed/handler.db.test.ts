import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import { addRestaurant, changeBooking, readTestBooking, requestBooking } from "../../testing/booking.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";

let api: TestApi;
let restaurant: string;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
  restaurant = await addRestaurant(api, "bairro");
});
beforeEach(() => void Object.assign(api.partner, { verdict: "confirmed", faults: [], requests: [] }));
afterAll(() => api.stop());

async function confirmedBooking() {
  const booking = await requestBooking(api, restaurant);
  const [inserted] = (await readChanges(api, "bookings", booking.id)) as [Change];
  await deliver(api, "booking-requested", inserted);
  return { ...booking, inserted };
}

async function lastChange(id: string): Promise<Change> {
  return (await readChanges(api, "bookings", id)).at(-1) as Change;
}

describe("bookingChanged", () => {
  it("asks for the new table instead of the confirmed one", async () => {
    const { id, host } = await confirmedBooking();
    await changeBooking(api, host, id, { partySize: 8 });
    expect(await readTestBooking(api, id)).toMatchObject({ status: "requested", partner_reference: null });
    expect((await deliver(api, "booking-changed", await lastChange(id))).status).toBe(200);
    expect(await readTestBooking(api, id)).toMatchObject({ status: "confirmed", revision: 2, party_size: 8 });
    expect(api.partner.book.get(id)).toMatchObject({ sequence: 2, status: "confirmed" });
  });

  it.each(["requested", "confirmed", "declined", "cancelling", "cancelled"] as const)(
    "asks for another table whatever came before: a booking that is %s can be changed",
    async (status) => {
      const { id, host } = await requestBooking(api, restaurant);
      await api.sql("update bookings set status = $2 where id = $1", [id, status]);
      await changeBooking(api, host, id, { partySize: 8 });
      expect((await deliver(api, "booking-changed", await lastChange(id))).status).toBe(200);
      const revision = status === "cancelling" ? 3 : 2;
      expect(await readTestBooking(api, id)).toMatchObject({ status: "confirmed", revision, party_size: 8 });
      expect(api.partner.book.get(id)).toMatchObject({ sequence: revision, status: "confirmed" });
    },
  );

  it("asks again for what was declined", async () => {
    api.partner.verdict = "declined";
    const { id, host } = await confirmedBooking();
    api.partner.verdict = "confirmed";
    await changeBooking(api, host, id, { status: "requested" });
    await deliver(api, "booking-changed", await lastChange(id));
    expect(await readTestBooking(api, id)).toMatchObject({
      status: "confirmed",
      revision: 2,
      reason: null,
      alternatives: [],
    });
  });

  it("ends in the same when the events come late, twice and the wrong way round", async () => {
    const { id, host, inserted } = await confirmedBooking();
    await changeBooking(api, host, id, { partySize: 8 });
    const first = await lastChange(id);
    await changeBooking(api, host, id, { partySize: 2 });
    const second = await lastChange(id);
    for (const change of [second, first, second]) await deliver(api, "booking-changed", change);
    await deliver(api, "booking-requested", inserted);
    expect(await readTestBooking(api, id)).toMatchObject({ status: "confirmed", revision: 3, party_size: 2 });
    expect(api.partner.book.get(id)).toMatchObject({ sequence: 3, status: "confirmed" });
  });
});
