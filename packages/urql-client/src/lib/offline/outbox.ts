import { stringifyDocument, type OperationResult } from "@urql/core";
import type { DocumentNode } from "graphql";
import { toCombinedError, toGqlError, type GqlError } from "../error.ts";
import { isOffline } from "../live/wake.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import { createLedger } from "../mutations/ledger.ts";
import type { Outbox, OutboxContext } from "../mutations/outbox.ts";
import { takeUp } from "./adoption.ts";
import type { StoredChange } from "./change-store.ts";
import { confirmRepeated } from "./confirm.ts";
import { isUnreachable } from "./failures.ts";
import { createKeptChanges, type Kept } from "./kept-changes.ts";
import type { OfflineOptions } from "./options.ts";
import { createPassing } from "./passing.ts";
import { createPause } from "./pause.ts";
import { repeatability } from "./repeatable.ts";
import { createSending } from "./sending.ts";
import type { OutboxStorage } from "./storage.ts";
import { createJudge } from "./verdict.ts";

/** How long what a page left behind is left alone, in milliseconds: one that is being loaded again takes up its own. */
const TAKE_OVER_MS = 5_000;

/**
 * Keeps the mutations of one page, from `start` on.
 * @param whenShown Resolves when what an earlier page left behind may be painted.
 */
export function createOutbox(
  context: OutboxContext,
  options: OfflineOptions,
  { store, page, tab, adopt, onGone, fail, close }: OutboxStorage,
  whenShown: Promise<void>,
): Outbox & { start(): Promise<void> } {
  const { lane, send, index, connection } = context;
  const over = new AbortController();
  const { signal } = over;
  const ledger = options.ledger && createLedger(options.ledger, context.user);
  const passing = createPassing(options.ephemeral, lane);
  const pause = createPause({ start: passing.drop, end: lane.pump });
  const kept = createKeptChanges(store, lane.list, (cause) => {
    if (signal.aborted) return;
    giveUp(cause);
    lane.pump();
  });
  const prepare = createSending({ lane, kept, pause, ledger, send, signal });
  const judge = createJudge(pause, ledger);
  // Whatever this page has had: its record may be about to be removed.
  const seen = new Set<string>();
  let isTold = false;

  function giveUp(cause: unknown): void {
    if (!isTold) fail(cause);
    isTold = true;
  }

  function hold(entry: MutationEntry): void {
    entry.state = "waiting";
    lane.list.report();
  }

  function sendLater(entry: MutationEntry): void {
    hold(entry);
    pause.start();
  }

  async function confirm(each: Kept, result: OperationResult, refusal?: GqlError): Promise<void> {
    const { data, error } = await confirmRepeated(each, refusal, index, send);
    if (signal.aborted) return;
    if (error && isUnreachable(error)) sendLater(each.entry);
    else lane.finish(each.entry, { ...result, data, error: error && toCombinedError(error) });
  }

  async function takeOver(which: "own" | "all"): Promise<void> {
    const found = (await adopt(which)).filter(({ id }) => !seen.has(id));
    if (signal.aborted || found.length === 0) return;
    for (const { id } of found) seen.add(id);
    await whenShown;
    if (!signal.aborted) takeUp(found, context, kept, ledger !== undefined);
  }

  let takingOver: ReturnType<typeof setTimeout> | undefined;
  function takeOverSoon(): void {
    clearTimeout(takingOver);
    takingOver = setTimeout(() => void takeOver("all").catch(giveUp), TAKE_OVER_MS);
  }
  onGone(takeOverSoon);
  const stopWatching = connection.subscribe(() => {
    if (connection.get() === "live") pause.end();
  });

  function stop(): void {
    over.abort();
    stopWatching();
    clearTimeout(takingOver);
    pause.stop();
    kept.stop();
    close();
  }

  return {
    start() {
      takeOverSoon();
      return takeOver("own");
    },
    issued(entry) {
      const isPaused = pause.isOn() || isOffline();
      if (passing.add(entry)) {
        if (isPaused) passing.drop();
        return;
      }
      const { query, variables } = entry.original;
      const how = repeatability(query as DocumentNode, entry.facts, index, ledger !== undefined);
      const change: StoredChange = {
        id: crypto.randomUUID(),
        owner: page,
        tab,
        at: Date.now(),
        query: stringifyDocument(query),
        variables: (variables ?? {}) as StoredChange["variables"],
        // It goes before the record can be written again.
        isSent: how !== "never" && !isPaused,
      };
      seen.add(change.id);
      kept.add(entry, how, change);
    },
    prepare(entry) {
      const outgoing = prepare(entry);
      if (!outgoing) hold(entry);
      return outgoing;
    },
    receive(entry, result) {
      const each = kept.get(entry.id);
      const error = result.error && toGqlError(result.error);
      const verdict = judge(each, error);
      if (verdict === "unknown") sendLater(entry);
      else if (verdict === "repeated") void confirm(each!, result, error);
      else return ledger && !error ? { ...result, data: ledger.strip(result.data) } : result;
      return undefined;
    },
    settled(entry, error) {
      passing.remove(entry);
      kept.settle(entry.id, error);
    },
    dispose() {
      stop();
      store.close();
    },
    async discard() {
      stop();
      await store.destroy();
    },
  };
}
