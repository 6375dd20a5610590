import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { startSystem, type System } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createAdminApi, type AdminApi } from "../support/admin-api.ts";
import { watchBookings, type BookingWatcher } from "./booking-watcher.ts";
import { startEventShuffler, type EventShuffler } from "./event-shuffler.ts";
import { createHost } from "./host.ts";
import { findDoubleReservations, readPartnerBooks } from "./partner-books.ts";
import { drawPlans, lastWish, type Plan } from "./plan.ts";
import { startKiller } from "./process-killer.ts";
import { createRandom } from "./random.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? randomInt(2 ** 31));
const bookings = Number(process.env["CHAOS_BOOKINGS"] ?? 500);
/** Seconds over which people ask, while everything is being killed. */
const seconds = Number(process.env["CHAOS_SECONDS"] ?? 45);
/** Seconds after which whatever is still open counts as stuck. The safety net runs once a minute. */
const PATIENCE = 150;
const HOST = "auth0|ada";

const faults = {
  seed,
  hang: 0.1,
  loseAnswer: 0.1,
  unavailable: 0.05,
  tooManyRequests: 0.02,
  duplicateCallback: 0.3,
  callbackDelayMs: 3000,
};

interface Row {
  id: string;
  revision: number;
  status: string;
  party_size: number;
  starts_at: string;
  restaurant_id: string;
  partner_reference: string | null;
}

let shuffler: EventShuffler;
let system: System;
let api: AdminApi;
let watcher: BookingWatcher;
let plans: Plan[];
const random = createRandom(seed);

beforeAll(async () => {
  process.stdout.write(`chaos: ${bookings} bookings in ${seconds} s, CHAOS_SEED=${seed}\n`);
  const target = { url: "" };
  shuffler = await startEventShuffler(() => target.url, createRandom(seed + 1));
  system = await startSystem({
    parts: ["functions", "hasura", "partner"],
    functionsUrlForApi: shuffler.url,
    // It is killed too, and must be as bad as before when it comes back.
    partnerFaults: JSON.stringify(faults),
  });
  target.url = system.urls.functions;
  api = createAdminApi(system);
  const dinners = await addDinners(api, bookings);
  const { restaurants } = await api<{ restaurants: { id: string }[] }>("{ restaurants { id } }");
  const ids = restaurants.map(({ id }) => id) as [string, ...string[]];
  plans = drawPlans(random, dinners, ids, seconds * 1000);
  watcher = watchBookings(system);
});
afterAll(async () => {
  await watcher?.close();
  await system?.stop();
  await shuffler?.close();
});

describe("bookings", () => {
  it("all come to an end on which both sides agree, whatever is killed, lost, doubled or late", async () => {
    const killer = startKiller(system, createRandom(seed + 2), 2500);
    const host = createHost(system, HOST);
    await Promise.all(plans.map((plan) => act(plan)));
    await killer.stop();

    async function act({ wish, startsAfterMs, later, pauseMs }: Plan): Promise<void> {
      await delay(startsAfterMs);
      await host.ask(wish);
      for (const step of later) {
        await delay(pauseMs);
        if (step.kind === "cancel") await host.cancel(wish.id);
        else {
          await host.change({
            id: wish.id,
            party_size: step.partySize,
            starts_at: step.startsAt,
            restaurant_id: step.restaurantId,
          });
        }
      }
    }

    const rows = await untilFinal();
    const books = await readPartnerBooks(system.partnerControlUrl);
    const byReference = new Map(books.reservations.map((entry) => [entry.clientReference, entry]));
    const byId = new Map(rows.map((row) => [row.id, row]));

    const lost = plans.filter((plan) => {
      const row = byId.get(plan.wish.id);
      const wish = lastWish(plan);
      if (!row) return true;
      if (wish.cancelled && row.status !== "cancelled") return true;
      return (
        row.party_size !== wish.party_size ||
        row.restaurant_id !== wish.restaurant_id ||
        Date.parse(row.starts_at) !== Date.parse(wish.starts_at)
      );
    });
    const disagreeing = rows.filter((row) => {
      const theirs = byReference.get(row.id);
      return (
        theirs?.status !== row.status ||
        theirs.sequence !== row.revision ||
        (row.status === "confirmed" && theirs.reference !== row.partner_reference)
      );
    });
    const states = Object.fromEntries(
      ["confirmed", "declined", "cancelled"].map((status) => [
        status,
        rows.filter((row) => row.status === status).length,
      ]),
    );
    process.stdout.write(
      `chaos: ${JSON.stringify({ states, kills: killer.kills, events: shuffler.counters, frames: watcher.frames() })}\n`,
    );
    expect.soft(lost, "lost requests").toEqual([]);
    expect.soft(disagreeing, "bookings on which the partner disagrees").toEqual([]);
    expect.soft(findDoubleReservations(books), "duplicate reservations").toEqual([]);
    expect.soft(watcher.backwardSteps, "backward steps seen").toEqual([]);
    expect
      .soft(states["confirmed"], "some must succeed for this to mean anything")
      .toBeGreaterThan(bookings / 10);
    expect.soft(states["declined"]).toBeGreaterThan(0);
    expect.soft(states["cancelled"]).toBeGreaterThan(0);
  });
});

/** @throws {Error} naming those that are stuck. */
async function untilFinal(): Promise<Row[]> {
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    const { bookings: rows } = await api<{ bookings: Row[] }>(
      "{ bookings { id revision status party_size starts_at restaurant_id partner_reference } }",
    );
    const open = rows.filter(({ status }) => status === "requested" || status === "cancelling");
    if (open.length === 0 && rows.length === bookings) return rows;
    if (Date.now() > deadline)
      throw new Error(
        `${open.length} bookings are stuck after ${PATIENCE} s: ${JSON.stringify(open.slice(0, 5))}`,
      );
    await delay(500);
  }
}

/** Dinners of one host: each can have one booking. */
async function addDinners(admin: AdminApi, count: number): Promise<string[]> {
  const objects = Array.from({ length: count }, (_, index) => ({
    title: `Dinner ${index + 1}`,
    starts_at: "2031-05-01T18:00:00Z",
    owner_id: HOST,
  }));
  const { insert_dinners } = await admin<{ insert_dinners: { returning: { id: string }[] } }>(
    "mutation Add($objects: [dinners_insert_input!]!) { insert_dinners(objects: $objects) { returning { id } } }",
    { objects },
  );
  return insert_dinners.returning.map(({ id }) => id);
}
