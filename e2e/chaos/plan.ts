import { randomUUID } from "node:crypto";
import type { Wish } from "./host.ts";
import type { Random } from "./random.ts";

/** What a host does with a booking after having asked for it; times in milliseconds after the last thing done. */
export interface Plan {
  wish: Wish;
  startsAfterMs: number;
  later: (
    | { kind: "change"; partySize: number; startsAt: string; restaurantId: string }
    | { kind: "cancel" }
  )[];
  pauseMs: number;
}

/**
 * Draws what each host does: all ask, some change their minds, once or twice, some cancel. Few restaurants and few evenings, so that
 * tables run out.
 *
 * @param spreadMs The asking is spread over this time.
 */
export function drawPlans(
  random: Random,
  dinners: readonly string[],
  restaurants: readonly [string, ...string[]],
  spreadMs: number,
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
      startsAfterMs: random.next() * spreadMs,
      pauseMs: random.next() * 3000,
      later,
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
