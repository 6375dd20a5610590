import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addPerson, startTestApi, type TestApi } from "../../testing/api.ts";
import {
  addRestaurant,
  cancelBooking,
  changeBooking,
  readTestBooking,
  requestBooking,
} from "../../testing/booking.ts";
import { readChanges, recordChanges } from "../../testing/changes.ts";

let api: TestApi;
let restaurant: string;
let booking: { id: string; dinnerId: string; host: string };
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
  restaurant = await addRestaurant(api, "bairro");
});
beforeEach(async () => {
  booking = await requestBooking(api, restaurant);
});
afterAll(() => api.stop());

const cancel = (user = booking.host) => cancelBooking(api, user, booking.id);
const answer = (status: string) => ({ data: { cancelBooking: { bookingId: booking.id, status } } });
const setStatus = (status: string) =>
  api.sql("update bookings set status = $2 where id = $1", [booking.id, status]);

describe("cancelBooking", () => {
  it.each(["requested", "confirmed", "declined"])("begins to cancel a booking that is %s", async (status) => {
    await setStatus(status);
    expect(await cancel()).toEqual(answer("cancelling"));
    expect(await readTestBooking(api, booking.id)).toMatchObject({ status: "cancelling", revision: 2 });
  });

  it("answers the same when it is called again, even ten times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel()));
    for (const each of answers) expect(each).toEqual(answer("cancelling"));
    expect(await readChanges(api, "bookings", booking.id)).toHaveLength(2);
    expect(await readTestBooking(api, booking.id)).toMatchObject({ status: "cancelling", revision: 2 });
    await setStatus("cancelled");
    expect(await cancel()).toEqual(answer("cancelled"));
    expect(await readTestBooking(api, booking.id)).toMatchObject({ status: "cancelled", revision: 2 });
  });

  it("can be followed by another request", async () => {
    await cancel();
    await changeBooking(api, booking.host, booking.id, { status: "requested" });
    expect(await readTestBooking(api, booking.id)).toMatchObject({ status: "requested", revision: 3 });
  });

  it("passes on who cancelled, for the event that follows", async () => {
    await cancel();
    const change = (await readChanges(api, "bookings", booking.id)).at(-1);
    expect(change?.session).toMatchObject({ "x-hasura-role": "function", "x-hasura-user-id": booking.host });
  });

  it("answers a stranger, an editor and an unknown booking alike, and does nothing", async () => {
    const stranger = await addPerson(api, "Sam");
    const editor = await addPerson(api, "Edda");
    await api.sql("insert into dinner_members (dinner_id, user_id, role) values ($1, $2, 'editor')", [
      booking.dinnerId,
      editor,
    ]);
    const answers = [
      await cancel(stranger),
      await cancel(editor),
      await cancelBooking(api, booking.host, randomUUID()),
    ];
    expect(answers[0]?.errors).toMatchObject([{ extensions: { code: "booking-not-found" } }]);
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await readTestBooking(api, booking.id)).toMatchObject({ status: "requested", revision: 1 });
  });

  it("is no host's who was one elsewhere only", async () => {
    const other = await requestBooking(api, restaurant);
    expect((await cancel(other.host)).errors).toMatchObject([{ extensions: { code: "booking-not-found" } }]);
  });
});
