import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectData, startTestApi, type TestApi } from "../../testing/api.ts";
import {
  addRestaurant,
  cancelBooking,
  changeBooking,
  readTestBooking,
  requestBooking,
} from "../../testing/booking.ts";
import { deliver, readChanges, recordChanges, type Change } from "../../testing/changes.ts";

let api: TestApi;
let booking: { id: string; dinnerId: string; host: string };
let inserted: Change;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
});
beforeEach(async () => {
  Object.assign(api.partner, { verdict: "confirmed", faults: [], requests: [] });
  api.reports.length = 0;
  const [found] = await api.sql<{ id: string }>("select id from restaurants where slug = 'bairro'");
  booking = await requestBooking(api, found?.id ?? (await addRestaurant(api, "bairro")));
  inserted = (await readChanges(api, "bookings", booking.id))[0] as Change;
});
afterAll(() => api.stop());

const row = () => readTestBooking(api, booking.id);
const held = () => api.partner.book.get(booking.id);
const lastChange = async () => (await readChanges(api, "bookings", booking.id)).at(-1) as Change;

async function deleteDinner() {
  await expectData(
    api.graphql(
      "mutation Delete($id: uuid!) { delete_dinners_by_pk(id: $id) { id } }",
      { id: booking.dinnerId },
      { role: "user", user: booking.host },
    ),
  );
}

describe("bookingCancelled", () => {
  it("gives the table back that a host cancels", async () => {
    await deliver(api, "booking-requested", inserted);
    await cancelBooking(api, booking.host, booking.id);
    expect(await row()).toMatchObject({ status: "cancelling", revision: 2 });
    expect((await deliver(api, "booking-cancelled", await lastChange())).status).toBe(200);
    expect(await row()).toMatchObject({ status: "cancelled", revision: 2, reason: null });
    expect(held()).toMatchObject({ sequence: 2, status: "cancelled" });
  });

  it("stops a request that was never sent", async () => {
    await cancelBooking(api, booking.host, booking.id);
    await deliver(api, "booking-cancelled", await lastChange());
    await deliver(api, "booking-requested", inserted);
    expect(await row()).toMatchObject({ status: "cancelled" });
    expect(held()).toMatchObject({ status: "cancelled" });
  });

  it("tries again after the partner was down, and after it was cut off", async () => {
    await deliver(api, "booking-requested", inserted);
    await cancelBooking(api, booking.host, booking.id);
    api.partner.faults.push("down", "lost");
    const change = await lastChange();
    expect((await deliver(api, "booking-cancelled", change)).status).toBe(503);
    expect((await deliver(api, "booking-cancelled", change)).status).toBe(503);
    expect(await row()).toMatchObject({ status: "cancelling", failed_attempts: 2 });
    expect((await deliver(api, "booking-cancelled", change)).status).toBe(200);
    expect(await row()).toMatchObject({ status: "cancelled" });
  });

  it("lets a host who asks again have the last word", async () => {
    await deliver(api, "booking-requested", inserted);
    await cancelBooking(api, booking.host, booking.id);
    const cancelling = await lastChange();
    await changeBooking(api, booking.host, booking.id, { status: "requested" });
    const again = await lastChange();
    for (const change of [again, cancelling]) await deliver(api, "booking-cancelled", change);
    expect(await row()).toMatchObject({ status: "confirmed", revision: 3 });
    expect(held()).toMatchObject({ sequence: 3, status: "confirmed" });
  });

  it("agrees with a partner that was cancelled further on, where an earlier booking had the same id", async () => {
    await cancelBooking(api, booking.host, booking.id);
    api.partner.book.set(booking.id, { clientReference: booking.id, sequence: 9, status: "cancelled" });
    await deliver(api, "booking-cancelled", await lastChange());
    expect(await row()).toMatchObject({ status: "cancelled" });
  });

  it("keeps asking, and says so, where the partner holds a table that it does not give back", async () => {
    await cancelBooking(api, booking.host, booking.id);
    api.partner.book.set(booking.id, { clientReference: booking.id, sequence: 9, status: "confirmed" });
    expect((await deliver(api, "booking-cancelled", await lastChange())).status).toBe(503);
    expect(await row()).toMatchObject({ status: "cancelling", failed_attempts: 1 });
    expect(api.reports).toHaveLength(1);
  });

  it("gives the table back of a dinner that is deleted, also when the request comes after that", async () => {
    await deliver(api, "booking-requested", inserted);
    await deleteDinner();
    const deleted = await lastChange();
    expect(deleted).toMatchObject({ op: "DELETE", new: null });
    api.partner.faults.push("lost");
    expect((await deliver(api, "booking-cancelled", deleted)).headers.get("retry-after")).toBe("2");
    expect((await deliver(api, "booking-cancelled", deleted, 1)).status).toBe(200);
    expect(held()).toMatchObject({ sequence: 2, status: "cancelled" });
    expect((await deliver(api, "booking-requested", inserted)).status).toBe(200);
    expect(held()).toMatchObject({ status: "cancelled" });
  });

  it("leaves no table behind when the dinner is deleted while the restaurant is asked", async () => {
    api.partner.onArrival = async () => {
      await deleteDinner();
      await deliver(api, "booking-cancelled", await lastChange());
    };
    await deliver(api, "booking-requested", inserted);
    expect(await row()).toBeUndefined();
    expect(held()).toMatchObject({ sequence: 2, status: "cancelled" });
  });
});
