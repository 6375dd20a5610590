import type { GqlError } from "../error.ts";
import type { MutationEntry } from "../mutations/entry.ts";
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
  /** Whether the record says that it was sent, which is needed before it is when it cannot be repeated. */
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
  /** One is settled. @param error Why it failed, if it did: then it is kept as a draft. */
  settle(id: number, error: GqlError | undefined): void;
  /** Somebody has decided about a failed one. */
  forget(id: number): void;
}

/** @param onLost Told when the store takes a record no more. */
export function createKeptChanges(store: ChangeStore, onLost: (cause: unknown) => void): KeptChanges {
  const open = new Map<number, Kept>();
  const drafts = new Map<number, Kept>();

  function keep(entry: MutationEntry, how: Repeatability, change: StoredChange, saved: Promise<void>): Kept {
    const kept: Kept = { entry, change, how, saved, isLost: false, mark: "none", isDoubtful: false };
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
    forget(id) {
      const kept = drafts.get(id);
      if (!kept) return;
      drafts.delete(id);
      void save(kept, () => store.remove(kept.change.key!));
    },
  };
}
