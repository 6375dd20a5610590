import type { ChangeStore, StoredChange } from "./change-store.ts";

/** What an outbox keeps its changes in. */
export interface OutboxStorage {
  store: ChangeStore;
  /** This page's name among the pages of the user. */
  page: string;
  /** This tab's name, over reloads. */
  tab: string;
  /**
   * Takes over what pages that are gone have left behind.
   * @param which Those of this tab, or of all; a page that is alone takes all.
   * @returns All changes of this page, in order.
   */
  readonly adopt: (which: "own" | "all") => Promise<StoredChange[]>;
  /** @param listener Called when a page is gone. */
  readonly onGone: (listener: () => void) => void;
  /** Nothing can be kept any more. */
  readonly fail: (cause: unknown) => void;
  /** Gives up this page's name. */
  readonly close: () => void;
}
