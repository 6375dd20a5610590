import { createRequest } from "@urql/core";
import type { MutationEntry } from "../mutations/entry.ts";
import type { OutboxContext } from "../mutations/outbox.ts";
import type { StoredChange } from "./change-store.ts";
import type { KeptChanges } from "./kept-changes.ts";
import { readLeftBehind } from "./left-behind.ts";

/**
 * Takes up changes that pages left behind: each gets the place in the lane, and among what is painted, that it would have if it had been
 * made here. What has been sent already cannot be overtaken.
 * @param changes In the order in which they were issued.
 */
export function takeUp(
  changes: readonly StoredChange[],
  { lane, client, index }: OutboxContext,
  kept: KeptChanges,
  hasLedger: boolean,
): void {
  for (const change of changes) {
    const { query, variables, how, error, isPainted } = readLeftBehind(change, index, hasLedger);
    // The cache predicts nothing for `network-only`.
    const requestPolicy = isPainted ? "cache-first" : "network-only";
    const request = createRequest(query as never, variables);
    const entry = lane.enter(client.createRequestOperation("mutation", request, { requestPolicy }));
    kept.restore(entry, how, change, error);
    if (error) {
      entry.settle("unknown");
      lane.list.fail(entry, error, client);
    } else {
      // As if it were painted: it will be, along with all others.
      entry.layer = entry.original;
      lane.entries.splice(placeOf(change, lane.entries, kept), 0, entry);
    }
  }
  lane.list.report();
  lane.layers.writeBelow(() => {});
  lane.pump();
}

function placeOf(change: StoredChange, entries: readonly MutationEntry[], kept: KeptChanges): number {
  const place = entries.findIndex(
    // One that has no key yet is being written, and comes later.
    ({ id, state }) => state !== "sending" && (kept.get(id)?.change.key ?? Infinity) > change.key!,
  );
  return place < 0 ? entries.length : place;
}
