import { bookingStatusRanks } from "@potluck/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi } from "../testing/api.ts";
import { addRestaurant, readTestBooking, requestBooking, type TestBooking } from "../testing/booking.ts";
import { isVisible, story, StoryBooking } from "../testing/booking-story.ts";
import { recordChanges } from "../testing/changes.ts";

let api: TestApi;
let restaurant: string;
beforeAll(async () => {
  api = await startTestApi();
  await recordChanges(api, ["bookings"]);
  restaurant = await addRestaurant(api, "bairro");
});
afterAll(() => api.stop());

function rankOf(row: Record<string, unknown>): number {
  return Number(row.revision) * 100 + bookingStatusRanks[row.status as TestBooking["status"]];
}

/** Everything that was held back arrives, in a drawn order, again until it is understood; then the clock ticks. */
async function calmDown(booking: StoryBooking, order: number[]): Promise<void> {
  api.partner.faults.length = 0;
  api.partner.delays.length = 0;
  if (api.partner.book.get(booking.id)?.status === "pending") {
    booking.callbacks.push(api.partner.decide(booking.id, "confirmed"));
  }
  const changes = await booking.changes();
  const waiting: (() => Promise<unknown>)[] = [
    ...changes.map((change) => async () => expect(await booking.deliver(change)).toBe(true)),
    ...booking.callbacks.map((body) => () => booking.callBack(body)),
  ];
  for (let at = 0; waiting.length > 0; at++) {
    const [next] = waiting.splice((order[at % order.length] as number) % waiting.length, 1);
    await next?.();
  }
  // A decision whose callback never arrives: that is the clock's to find.
  if (api.partner.book.get(booking.id)?.status === "pending") api.partner.decide(booking.id, "confirmed");
  // What came of that tells of itself in turn.
  for (const change of (await booking.changes()).slice(changes.length)) await booking.deliver(change);
}

async function expectAgreement(booking: StoryBooking): Promise<void> {
  const row = await readTestBooking(api, booking.id);
  const held = api.partner.book.get(booking.id);
  const said = {
    sequence: held?.sequence,
    status: held?.status ?? "cancelled",
    reference: held?.reference ?? null,
  };
  const final = ["confirmed", "declined", "cancelled"];
  expect(row ? final : ["cancelled"]).toContain(row ? row.status : said.status);
  expect(said).toEqual(
    row
      ? {
          sequence: row.revision,
          status: row.status,
          reference: row.status === "confirmed" ? row.partner_reference : null,
        }
      : said,
  );
}

async function expectForwardsOnly(booking: StoryBooking): Promise<void> {
  const ranks = (await booking.changes()).flatMap(({ new: row }) => (row ? [rankOf(row)] : []));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
}

function expectOneBodyForEachKey(booking: StoryBooking): void {
  const bodies = new Map<string, string>();
  for (const { method, reference, key, body } of api.partner.requests) {
    if (reference !== booking.id || key === undefined) continue;
    const said = JSON.stringify([method, body]);
    expect(bodies.get(key) ?? said).toBe(said);
    bodies.set(key, said);
  }
}

describe("settleBooking", () => {
  const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
  const numRuns = Number(process.env["RUNS"] ?? 15);

  it(
    `agrees with the partner in the end, whatever is lost, late, doubled or out of order (seed ${seed})`,
    async () => {
      await fc.assert(
        fc.asyncProperty(story, async ({ moments, isDeleted, order }) => {
          Object.assign(api.partner, { verdict: "confirmed", faults: [], delays: [], requests: [] });
          api.reports.length = 0;
          const booking = new StoryBooking(api, await requestBooking(api, restaurant));
          for (const moment of moments) await Promise.all(moment.map((happening) => booking.take(happening)));
          if (isDeleted) await booking.deleteDinner();

          await calmDown(booking, order);
          if (!isDeleted) await booking.runCron();
          for (const change of await booking.changes()) expect(await booking.deliver(change)).toBe(true);

          await expectAgreement(booking);
          await expectForwardsOnly(booking);
          expectOneBodyForEachKey(booking);
          const visible = (await booking.changes()).filter(isVisible);
          expect(await booking.activities()).toHaveLength(isDeleted ? 0 : visible.length);
          // A callback about a booking that is gone is worth a line in the log, nothing else is.
          expect(isDeleted ? [] : api.reports).toEqual([]);
        }),
        { seed, numRuns, endOnFailure: true },
      );
    },
    numRuns * 8_000,
  );
});
