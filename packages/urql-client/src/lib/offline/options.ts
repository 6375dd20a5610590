import type { GqlError } from "../error.ts";
import type { LedgerOptions } from "../mutations/ledger.ts";

/** Options of {@link offlineOutbox}. */
export interface OfflineOptions {
  /** A table that makes everything safe to send again. Without it only inserts with keys made here and removals by key are. */
  ledger?: LedgerOptions;
  /** Names of operations that mean something only at the moment (presence): they are never kept. */
  ephemeral?: readonly string[];
  /** Told once when nothing can be kept here: IndexedDB or Web Locks are missing, blocked or full. Mutations then fail as without an outbox. */
  onUnavailable?: (error: GqlError) => void;
}
