import { randomUUID } from "node:crypto";

import type { Wish } from "./host.ts";
import type { Random } from "./random.ts";

/** What happens to a booking: a host asks for it, and what comes after that. */
export interface Plan {
  wish: Wish;
  /** When the host asks, as a share of the time over which people ask: 0 is its beginning, 1 its end. */
  moment: number;
  later: (
    | { kind: "change"; partySize: number; startsAt: string; restaurantId: string }
    | { kind: "cancel" }
  )[];
  /** From one step to the next, in milliseconds. */
  pauseMs: number;
  /** Whether the restaurant takes back what it agrees to. */
  isTakenBack: boolean;
}

/**
 * Draws what becomes of each dinner's table: all hosts ask, some change their minds, once or twice, some cancel; some restaurants do.
 * Few restaurants and few evenings, so that tables run out.
 */
export function drawPlans(
  random: Random,
  dinners: readonly string[],
  restaurants: readonly [string, ...string[]],
): Plan[] {
  const evening = (): string => {
    // Some hours are outside every opening time.
    const day = random.whole(1, 20);
    const hour = random.whole(11, 22);
    return new Date(Date.UTC(2031, 4, day, hour, random.one([0, 30]))).toISOString();
  };
  return dinners.map((dinner_id) => {
    const later: Plan["later"] = [];
    while (later.length < 2 && random.chance(0.3)) {
      later.push({
        kind: "change",
        partySize: random.whole(1, 9),
        startsAt: evening(),
        restaurantId: random.one(restaurants),
      });
    }
    if (random.chance(0.15)) later.push({ kind: "cancel" });
    return {
      wish: {
        id: randomUUID(),
        dinner_id,
        restaurant_id: random.one(restaurants),
        party_size: random.whole(1, 9),
        starts_at: evening(),
      },
      moment: random.next(),
      pauseMs: random.next() * 3000,
      later,
      isTakenBack: random.chance(0.1),
    };
  });
}

/** @returns What the booking must say at the end. */
export function lastWish({ wish, later }: Plan): {
  party_size: number;
  starts_at: string;
  restaurant_id: string;
  cancelled: boolean;
} {
  const changes = later.filter((step) => step.kind === "change");
  const last = changes.at(-1);
  return {
    party_size: last?.partySize ?? wish.party_size,
    starts_at: last?.startsAt ?? wish.starts_at,
    restaurant_id: last?.restaurantId ?? wish.restaurant_id,
    cancelled: later.at(-1)?.kind === "cancel",
  };
}
