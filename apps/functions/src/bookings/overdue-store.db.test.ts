import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api.ts";
import { addRestaurant, ageBooking, requestBooking } from "../testing/booking.ts";
import { findOverdueBookings } from "./overdue-store.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe("findOverdueBookings", () => {
  it("finds those that have waited longest first, and no more than it is asked for", async () => {
    const restaurant = await addRestaurant(api, "bairro");
    const ids: string[] = [];
    for (const seconds of [100, 300, 200]) {
      const { id } = await requestBooking(api, restaurant);
      await ageBooking(api, id, seconds);
      ids.push(id);
    }
    const found = await findOverdueBookings(api.context.hasura, new Date(Date.now() - 30_000), 2);
    expect(found).toEqual([
      { id: ids[1], revision: 1 },
      { id: ids[2], revision: 1 },
    ]);
  });
});
