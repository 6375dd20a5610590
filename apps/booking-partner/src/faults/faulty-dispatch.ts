import { setTimeout as pause } from "node:timers/promises";
import type { Counters } from "../counters.ts";
import type { Dispatch } from "../http/edge.ts";
import { send } from "../http/exchange.ts";
import { problem } from "../http/problem.ts";
import type { FaultInjector } from "./fault-injector.ts";

/** Sends answers as the faults have it: late, never, or something else instead. */
export function createFaultyDispatch(faults: FaultInjector, counters: Counters): Dispatch {
  return async (request, api, outgoing) => {
    counters.requests += 1;
    const { refuse, hang, loseAnswer, delayMs } = faults.forRequest();
    if (refuse) {
      counters.refused += 1;
      return send(outgoing, problem(refuse, "Not now. Try again later."));
    }
    if (hang) counters.hung += 1;
    if (hang === "before") return;
    const answer = await api(request);
    if (hang === "after") return;
    if (loseAnswer) {
      if (request.method !== "GET" && answer.status < 300) counters.answersLost += 1;
      outgoing.destroy();
      return;
    }
    if (delayMs > 0) {
      counters.answersDelayed += 1;
      // Nobody waits for an answer of a process that ends.
      await pause(delayMs, undefined, { ref: false });
    }
    send(outgoing, answer);
  };
}
