import type { Operation } from "@urql/core";
import { isOffline } from "../live/wake.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import type { Ledger } from "../mutations/ledger.ts";
import type { OutboxLane } from "../mutations/outbox.ts";
import type { Kept, KeptChanges } from "./kept-changes.ts";
import type { Pause } from "./pause.ts";

/** What decides whether the first mutation of a lane goes now. */
export interface SendingContext {
  lane: OutboxLane;
  kept: KeptChanges;
  pause: Pause;
  ledger: Ledger | undefined;
  send: Sender;
  /** Whether the page still works. */
  signal: AbortSignal;
}

/** @returns What prepares a mutation for being sent: see `prepare` of {@link Outbox}. */
export function createSending({ lane, kept, pause, ledger, send, signal }: SendingContext) {
  // The outcome of what cannot be repeated has to be known as well as possible: it is sent only when somebody is there.
  async function writeDown(each: Kept): Promise<void> {
    each.mark = "being made";
    try {
      if (each.how === "never" && !pause.isReached()) {
        await send({ query: "query Reachable { __typename }" }, true, signal);
        pause.reached();
      }
    } catch {
      each.mark = "none";
      return pause.start();
    }
    await kept.markSent(each);
    each.mark = "made";
    if (!signal.aborted) lane.pump();
  }

  return (entry: MutationEntry): Operation | undefined => {
    const each = kept.get(entry.id);
    if (!each?.isLost) {
      if (pause.isOn() || isOffline()) {
        pause.start();
        return undefined;
      }
      if (each && each.mark !== "made" && mustBeWrittenDown(each)) {
        if (each.mark === "none") void writeDown(each);
        return undefined;
      }
    }
    return each?.how === "ledger" ? ledger!.mark(entry.layer!, each.change.id) : entry.layer;
  };
}

/** Whether its record has to say that it was sent before it is: it must not be sent, or be counted, a second time. */
function mustBeWrittenDown({ how, entry }: Kept): boolean {
  return how === "never" || !entry.facts.idempotent;
}
