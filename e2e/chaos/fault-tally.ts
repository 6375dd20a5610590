import { readPartnerBooks } from "./partner-books.ts";

/** What went wrong at the partner over all its lives. */
export interface FaultTally {
  /** Adds what the process that runs now has counted. Call it once per process, just before it dies. */
  add(): Promise<void>;
  /** @returns At least what happened, by the partner's names: what came after the last look at a process died with it. */
  totals(): Record<string, number>;
}

/** Counts over kills: the partner's own counters die with each process. */
export function createFaultTally(controlUrl: string): FaultTally {
  const totals = new Map<string, number>();
  return {
    async add() {
      const { counters } = await readPartnerBooks(controlUrl);
      for (const [name, count] of Object.entries(counters)) totals.set(name, (totals.get(name) ?? 0) + count);
    },
    totals: () => Object.fromEntries(totals),
  };
}
