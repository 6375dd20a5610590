import type { GqlError } from "../error.ts";
import type { MutationEntry } from "../mutations/entry.ts";
import type { PendingList } from "../mutations/pending-list.ts";
import type { ChangeStore, StoredChange } from "./change-store.ts";
import type { Repeatability } from "./repeatable.ts";

/** A mutation of this page, and its record. */
export interface Kept {
  entry: MutationEntry;
  change: StoredChange;
  how: Repeatability;
  /** The last write of the record. */
  saved: Promise<void>;
  /** The store could not take it. */
  isLost: boolean;
  /** Whether the record says that it was sent, for those of which it has to before they are. */
  mark: "none" | "being made" | "made";
  /** It was sent before, and nobody knows what came of it. */
  isDoubtful: boolean;
}

/** The mutations that a page keeps: those under way, and failed ones that nobody has decided about. */
export interface KeptChanges {
  /** Keeps a mutation that this page issued. */
  add(entry: MutationEntry, how: Repeatability, change: StoredChange): void;
  /** Keeps one whose record is there already. @param error Why it failed, if it did. */
  restore(entry: MutationEntry, how: Repeatability, change: StoredChange, error: GqlError | undefined): void;
  /** @returns One under way. */
  get(id: number): Kept | undefined;
  /** It may be sent now. @returns When that is written down, or cannot be. */
  markSent(kept: Kept): Promise<void>;
  /** One is settled. @param error Why it failed, if it did: then it is kept until somebody has decided about it. */
  settle(id: number, error: GqlError | undefined): void;
  stop(): void;
}

/**
 * @param list Where failed ones are until somebody has decided about them.
 * @param onLost Told when the store takes a record no more.
 */
export function createKeptChanges(
  store: ChangeStore,
  { mutations }: PendingList,
  onLost: (cause: unknown) => void,
): KeptChanges {
  const open = new Map<number, Kept>();
  const drafts = new Map<number, Kept>();

  function keep(entry: MutationEntry, how: Repeatability, change: StoredChange, saved: Promise<void>): Kept {
    const mark = change.isSent ? "made" : "none";
    const kept: Kept = { entry, change, how, saved, isLost: false, mark, isDoubtful: false };
    watch(kept);
    return kept;
  }

  function save(kept: Kept, write: () => Promise<void>): Promise<void> {
    kept.saved = kept.saved.then(write);
    watch(kept);
    return kept.saved.catch(() => {});
  }

  function watch(kept: Kept): void {
    kept.saved.catch((cause: unknown) => {
      if (kept.isLost) return;
      kept.isLost = true;
      onLost(cause);
    });
  }

  function draft(kept: Kept, error: GqlError): void {
    const { kind, message, serverCode, status, path } = error;
    kept.change.failure = { kind, message, serverCode, status, path };
    drafts.set(kept.entry.id, kept);
    void save(kept, () => store.put(kept.change));
  }

  const stop = mutations.subscribe(() => {
    const listed = new Set(mutations.get().map(({ id }) => id));
    for (const [id, kept] of drafts) {
      if (listed.has(id)) continue;
      drafts.delete(id);
      void save(kept, () => store.remove(kept.change.key!));
    }
  });

  return {
    add(entry, how, change) {
      const saved = store.add(change).then((key) => void (change.key = key));
      open.set(entry.id, keep(entry, how, change, saved));
    },
    restore(entry, how, change, error) {
      const kept = keep(entry, how, change, Promise.resolve());
      kept.isDoubtful = true;
      if (error) draft(kept, error);
      else open.set(entry.id, kept);
    },
    get: (id) => open.get(id),
    markSent(kept) {
      kept.change.isSent = true;
      return save(kept, () => store.put(kept.change));
    },
    settle(id, error) {
      const kept = open.get(id);
      if (!kept) return;
      open.delete(id);
      if (error) draft(kept, error);
      else void save(kept, () => store.remove(kept.change.key!));
    },
    stop,
  };
}
