import type { CreateFence } from "../live/row-journal.ts";
import { createLedger, type LedgerOptions } from "../mutations/ledger.ts";
import { createConfirmation } from "./confirmation.ts";
import { createJournalFence } from "./journal-fence.ts";

/** Options of {@link createJournal}: what frames can tell by themselves. Whatever they can't, is asked for after each answer. */
export interface JournalOptions {
  /**
   * By table: a whole number that every write makes greater. It tells where a mutation and the queries it touches select it. It is exact
   * except for rows that leave a list's condition and come back while they are being removed.
   */
  versions?: Readonly<Record<string, string>>;
  /**
   * A table in which every mutation leaves its mark. It tells where queries select the marks under the same root field as the rows, so
   * that both are of one snapshot.
   */
  ledger?: LedgerOptions;
  /** How long frames may take to tell before they are asked for, in milliseconds; 2,000 unless given. */
  patienceMs?: number;
}

/**
 * Keeps single rows from flickering, instead of whole answers: a row that a write is on its way to stays as it was underneath what is
 * predicted, until every query that may hold it has told what came of the write. Everything else shows as it comes.
 * @returns What `mode` of `createBrowserClient` takes.
 */
export function createJournal({ versions, ledger, patienceMs = 2_000 }: JournalOptions = {}): CreateFence {
  return ({ user, ...context }) => {
    const { index } = context;
    const id = ledger?.id ?? "id";
    const table = ledger && index.root(ledger.insert)?.table;
    if (ledger && !table)
      throw new TypeError(`The model has no mutation ${ledger.insert}; name the field that inserts marks.`);
    return createJournalFence(context, {
      patienceMs,
      ledger: ledger && { ...createLedger(ledger, user), id },
      confirmation:
        table || versions
          ? createConfirmation({ index, versions: versions ?? {}, ledger: table ? { table, id } : undefined })
          : undefined,
    });
  };
}
