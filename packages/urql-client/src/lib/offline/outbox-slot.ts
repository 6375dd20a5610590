import type { MutationEntry } from "../mutations/entry.ts";
import type { ConnectOutbox, Outbox, OutboxContext } from "../mutations/outbox.ts";

/** How long a lane waits for an outbox that has to be loaded, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How long an outbox waits for something live before it paints, in milliseconds. */
const UNSHOWN_MS = 2_000;

/**
 * Loads an outbox.
 * @param whenShown Resolves when something is live, so that what the server rendered has been taken over and more may be painted.
 * @returns It; undefined where nothing can be kept.
 */
export type LoadOutbox = (context: OutboxContext, whenShown: Promise<void>) => Promise<Outbox | undefined>;

/** @returns What stands in for an outbox while that is loaded. Nothing is sent meanwhile, but for no longer than five seconds. */
export function outboxSlot(load: LoadOutbox): ConnectOutbox {
  return (context) => {
    let outbox: Outbox | undefined;
    let isAwaited = true;
    let isOver = false;
    const early = new Set<MutationEntry>();
    const { connection, lane } = context;
    let shown = (): void => {};
    const whenShown = new Promise<void>((resolve) => (shown = resolve));
    const stopWatching = connection.subscribe(() => {
      if (connection.get() !== "idle") shown();
    });
    const go = (): void => {
      isAwaited = false;
      lane.pump();
    };
    const timers = [setTimeout(shown, UNSHOWN_MS), setTimeout(go, PATIENCE_MS)];
    // Without it everything is as if there were none.
    const loading = load(context, whenShown).catch(() => undefined);
    void loading.then((found) => {
      clearTimeout(timers[1]);
      if (isOver) return;
      outbox = found;
      for (const entry of early) outbox?.issued(entry);
      go();
    });
    const stop = (): Promise<Outbox | undefined> => {
      for (const timer of timers) clearTimeout(timer);
      stopWatching();
      shown();
      isOver = true;
      isAwaited = false;
      outbox = undefined;
      return loading;
    };

    return {
      issued(entry) {
        if (outbox) outbox.issued(entry);
        else early.add(entry);
      },
      prepare(entry) {
        if (outbox) return outbox.prepare(entry);
        if (isAwaited) return undefined;
        // It goes without a mark: if it were kept, it would be sent again.
        early.delete(entry);
        return entry.layer;
      },
      receive: (entry, result) => (outbox ? outbox.receive(entry, result) : result),
      settled(entry, error) {
        early.delete(entry);
        outbox?.settled(entry, error);
      },
      dispose: () => void stop().then((found) => found?.dispose()),
      discard: async () => (await stop())?.discard(),
    };
  };
}
