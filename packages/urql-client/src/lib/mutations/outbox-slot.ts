import type { DocumentNode } from "graphql";
import type { MutationEntry } from "./entry.ts";
import type { ConnectOutbox, Outbox, OutboxLane, OutgoingMutation } from "./outbox.ts";

/** How long a lane waits for an outbox that has to be loaded, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The outbox of a lane: there, on its way, or none. */
export interface OutboxSlot extends Outbox {
  connect(lane: OutboxLane, connectOutbox: ConnectOutbox): void;
}

/** @returns A slot without an outbox: everything goes at once, and every answer counts. */
export function createOutboxSlot(): OutboxSlot {
  let outbox: Outbox | undefined;
  let connecting: Promise<Outbox | undefined> | undefined;
  let isAwaited = false;
  let early: MutationEntry[] = [];

  return {
    connect(lane, connectOutbox) {
      isAwaited = true;
      const go = (): void => {
        isAwaited = false;
        lane.pump();
      };
      const timer = setTimeout(go, PATIENCE_MS);
      // Without it the lane works as if there were none.
      connecting = connectOutbox(lane).catch(() => undefined);
      void connecting.then((found) => {
        clearTimeout(timer);
        outbox = found;
        for (const entry of early) outbox?.issued(entry);
        early = [];
        go();
      });
    },
    issued(entry) {
      if (outbox) outbox.issued(entry);
      else if (isAwaited) early.push(entry);
    },
    prepare(entry) {
      if (outbox) return outbox.prepare(entry);
      return isAwaited ? undefined : plain(entry);
    },
    receive: (entry, result) => (outbox ? outbox.receive(entry, result) : result),
    settled(entry, error) {
      early = early.filter((each) => each !== entry);
      outbox?.settled(entry, error);
    },
    forget: (id) => outbox?.forget(id),
    dispose() {
      early = [];
      void connecting?.then((found) => found?.dispose());
    },
    async discard() {
      early = [];
      const found = await connecting;
      await found?.discard();
    },
  };
}

/** @returns A mutation as the cache let it pass. */
export function plain(entry: MutationEntry): OutgoingMutation {
  const { query, variables } = entry.layer!;
  return { query: query as DocumentNode, variables: (variables ?? {}) as OutgoingMutation["variables"] };
}
