import { setTimeout as delay } from "node:timers/promises";

import type { Host } from "./host.ts";
import type { Plan } from "./plan.ts";

/** Does what a plan says, after its moment has come; each step is tried until it is answered. */
export async function carryOutPlan({ wish, later, pauseMs }: Plan, host: Host): Promise<void> {
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
