import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { startSystem, type System } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createAdminApi, type AdminApi } from "../support/admin-api.ts";
import { findDisagreements, findLost } from "./agreement.ts";
import { watchBookings, type BookingWatcher } from "./booking-watcher.ts";
import { carryOutPlan } from "./carry-out-plan.ts";
import { startEventShuffler, type EventShuffler } from "./event-shuffler.ts";
import { createFaultTally, type FaultTally } from "./fault-tally.ts";
import { createHost, type Host } from "./host.ts";
import { findDoubleReservations, readPartnerBooks, untilDelivered } from "./partner-books.ts";
import { drawPlans, type Plan } from "./plan.ts";
import { startKiller } from "./process-killer.ts";
import { createRandom } from "./random.ts";
import { startRestaurant } from "./restaurant.ts";
import { addDinners, countStates, untilFinal } from "./stored-bookings.ts";
import { findUntold } from "./told-steps.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? randomInt(2 ** 31));
const bookings = Number(process.env["CHAOS_BOOKINGS"] ?? 500);
/** Seconds over which people ask, while everything is being killed. */
const seconds = Number(process.env["CHAOS_SECONDS"] ?? 45);
/** Mean time from one kill of a process to its next one; and how many each suffers at least, on however slow a machine. */
const KILL_PERIOD_MS = 7000;
const LEAST_KILLS = Math.max(1, Math.floor((seconds * 1000) / KILL_PERIOD_MS) - 2);
/** Seconds for which the killing goes on after the last thing was asked for, while something is open. */
const AFTERMATH = 10;
/** What must have happened, or the rest would prove nothing. */
const MEANT_TO_HAPPEN = [
  "twice",
  "overtaken",
  "timedOut",
  "hung",
  "answersLost",
  "refused",
  "replayed",
  "callbacksDoubled",
  "cancelledByRestaurant",
];
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

let shuffler: EventShuffler;
let system: System;
let api: AdminApi;
let watcher: BookingWatcher;
let tally: FaultTally;
let host: Host;
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
  tally = createFaultTally(system.partnerControlUrl);
  host = createHost(system, HOST);
  const dinners = await addDinners(api, HOST, bookings);
  const { restaurants } = await api<{ restaurants: { id: string }[] }>("{ restaurants { id } }");
  const ids = restaurants.map(({ id }) => id) as [string, ...string[]];
  plans = drawPlans(random, dinners, ids);
  watcher = watchBookings(system);
});
afterAll(async () => {
  await watcher?.close();
  await system?.stop();
  await shuffler?.close();
});

describe("bookings", () => {
  it("all come to an end on which both sides agree, whatever is killed, lost, doubled or late", async () => {
    const begun = performance.now();
    const elapsed = (): number => Math.round((performance.now() - begun) / 1000);
    const killer = startKiller(system, {
      seed: seed + 2,
      periodMs: KILL_PERIOD_MS,
      beforeKill: async (victim) => (victim === "partner" ? tally.add() : undefined),
    });
    const restaurant = startRestaurant(
      system.partnerControlUrl,
      plans.filter(({ isTakenBack }) => isTakenBack).map(({ wish }) => wish.id),
    );
    await Promise.all(
      plans.map(async (plan) => {
        await delay(plan.moment * seconds * 1000);
        // However slowly they die: some ask between any two deaths.
        await killer.untilEachWasKilled(Math.floor(plan.moment * (LEAST_KILLS + 1)));
        await carryOutPlan(plan, host);
      }),
    );
    const asked = elapsed();
    await untilFinal(api, bookings, AFTERMATH).catch(() => {});
    await Promise.all([killer.stop(), restaurant.stop()]);
    const calm = elapsed();
    await untilFinal(api, bookings, PATIENCE);
    await untilDelivered(system.partnerControlUrl, PATIENCE);
    const rows = await untilFinal(api, bookings, PATIENCE);
    const settled = elapsed();
    const untold = await findUntold(api, rows, PATIENCE);
    const told = elapsed();
    await tally.add();

    const books = await readPartnerBooks(system.partnerControlUrl);
    const states = countStates(rows);
    const happened: Record<string, number> = {
      ...tally.totals(),
      ...shuffler.counters,
      ...watcher.counters,
      cancelledByRestaurant: restaurant.cancelled(),
    };
    process.stdout.write(
      `chaos: ${JSON.stringify({ states, kills: killer.kills, happened, seconds: { asked, calm, settled, told } })}\n`,
    );

    expect.soft(findLost(plans, rows), "lost requests").toEqual([]);
    expect.soft(findDisagreements(rows, books), "bookings on which the partner disagrees").toEqual([]);
    expect.soft(findDoubleReservations(books), "duplicate reservations").toEqual([]);
    expect.soft(untold, "steps that the activity does not tell").toEqual([]);
    await expect
      .poll(() => watcher.findUnseen(rows), { message: "bookings not seen as they are" })
      .toEqual([]);
    expect.soft(watcher.backwardSteps, "backward steps seen").toEqual([]);

    for (const [victim, times] of Object.entries(killer.kills))
      expect.soft(times, `kills of ${victim}`).toBeGreaterThanOrEqual(LEAST_KILLS);
    for (const name of MEANT_TO_HAPPEN) expect.soft(happened[name], name).toBeGreaterThan(0);
    expect.soft(watcher.counters.connections, "connections").toBeGreaterThanOrEqual(LEAST_KILLS);
    for (const status of ["confirmed", "declined", "cancelled"])
      expect.soft(states[status] ?? 0, status).toBeGreaterThan(bookings / 20);
  });
});
