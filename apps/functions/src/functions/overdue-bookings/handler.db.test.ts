import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../../testing/api.ts";
import {
  addRestaurant,
  ageBooking,
  cancelBooking,
  readTestBooking,
  requestBooking,
} from "../../testing/booking.ts";
import { tick } from "../../testing/changes.ts";

let api: TestApi;
let restaurant: string;
beforeAll(async () => {
  api = await startTestApi();
  restaurant = await addRestaurant(api, "bairro");
});
beforeEach(async () => {
  Object.assign(api.partner, { verdict: "confirmed", faults: [], requests: [] });
  api.reports.length = 0;
  await api.sql("delete from bookings");
});
afterAll(() => api.stop());

const age = (id: string, seconds: number) => ageBooking(api, id, seconds);

async function overdueBooking(seconds = 60): Promise<string> {
  const { id } = await requestBooking(api, restaurant);
  await age(id, seconds);
  return id;
}

async function run(): Promise<string> {
  const response = await tick(api, "overdue-bookings");
  expect(response.status).toBe(200);
  return ((await response.json()) as { detail: string }).detail;
}

describe("overdueBookings", () => {
  it("asks again for what was requested and never answered", async () => {
    const id = await overdueBooking();
    await run();
    expect(await readTestBooking(api, id)).toMatchObject({ status: "confirmed" });
  });

  it("cancels what a host cancelled and nobody was told", async () => {
    const { id, host } = await requestBooking(api, restaurant);
    await cancelBooking(api, host, id);
    await age(id, 60);
    await run();
    expect(await readTestBooking(api, id)).toMatchObject({ status: "cancelled" });
  });

  it("finds the decision whose callback was lost", async () => {
    api.partner.verdict = "pending";
    const id = await overdueBooking();
    await run();
    expect(await readTestBooking(api, id)).toMatchObject({ status: "requested" });
    api.partner.decide(id, "confirmed");
    await age(id, 60);
    await run();
    expect(await readTestBooking(api, id)).toMatchObject({ status: "confirmed" });
  });

  it("leaves alone what was touched a moment ago, and what is settled", async () => {
    const fresh = await overdueBooking(20);
    const settled = await overdueBooking();
    await api.sql("update bookings set status = 'declined' where id = $1", [settled]);
    await age(settled, 60);
    await run();
    expect(api.partner.requests).toEqual([]);
    expect(await readTestBooking(api, fresh)).toMatchObject({ status: "requested" });
  });

  it("goes on after one that fails", async () => {
    const ids = [await overdueBooking(), await overdueBooking(), await overdueBooking()];
    api.partner.faults.push("down");
    expect(await run()).toBe("2 asked again, 1 failed, 0 left for the next time");
    const rows = await Promise.all(ids.map((id) => readTestBooking(api, id)));
    const states = rows.map((row) => `${row?.status} after ${row?.failed_attempts}`).toSorted();
    expect(states).toEqual(["confirmed after 0", "confirmed after 0", "requested after 1"]);
  });

  it("lets none that waits for ever keep the others waiting", async () => {
    api.partner.verdict = "pending";
    await overdueBooking(300);
    await run();
    api.partner.requests.length = 0;
    await run();
    expect(api.partner.requests).toEqual([]);
  });

  it("asks once when two runs overlap", async () => {
    api.partner.verdict = "pending";
    for (let count = 0; count < 5; count++) await overdueBooking();
    await Promise.all([run(), run(), run()]);
    expect(api.partner.requests.filter(({ method }) => method === "PUT")).toHaveLength(5);
  });
});
