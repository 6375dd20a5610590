import type { ChangeStore, StoredChange } from "./change-store.ts";

/** What an outbox keeps its changes in. */
export interface OutboxStorage {
  store: ChangeStore;
  /** This page's name among the pages of the user. */
  page: string;
  /** Takes over what pages that are gone have left behind. @returns All changes of this page, in order. */
  readonly adopt: () => Promise<StoredChange[]>;
  /** @param listener Called when a page is gone. */
  readonly onGone: (listener: () => void) => void;
  /** Nothing can be kept any more. */
  readonly fail: (cause: unknown) => void;
  /** Gives up this page's name. */
  readonly close: () => void;
}
