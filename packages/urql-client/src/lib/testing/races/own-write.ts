import type { StoredItem } from "./database.ts";

/** A mutation that a tab issued. */
export interface OwnWrite {
  tab: number;
  row: string;
  /** Columns it sets. */
  set: Partial<StoredItem>;
  /** What it adds to the votes: a power of four, and nobody else adds the same. */
  votes: number;
  /** Whether the row is there afterwards; undefined when that does not change. */
  exists: boolean | undefined;
  /** Moments are counted by the judge. */
  issuedAt: number;
  /** When its caller was answered. */
  endedAt: number;
  committedAt: number;
  /** What its request brings. */
  variables?: unknown;
  /** Whether its request has arrived. */
  isTaken?: boolean;
  outcome: "open" | "done" | "refused" | "unknown";
}

/** Whether its caller was told that it failed before it was committed, if it ever was. */
function isDoomed(write: OwnWrite): boolean {
  return write.committedAt > write.endedAt || write.committedAt === Infinity;
}

/**
 * Whether a tab may show a write that is not committed: until it is told that the API refused it. What became of one whose answer
 * was lost is not known, so that it may stay until something newer says otherwise.
 */
export function mayShowUncommitted(write: OwnWrite, moment: number): boolean {
  if (!isDoomed(write) || moment <= write.issuedAt) return false;
  return write.outcome === "refused" ? moment <= write.endedAt : moment <= write.committedAt;
}

/** Whether a tab that showed a write may cease to. */
export function mayWithdraw(write: OwnWrite, moment: number): boolean {
  return isDoomed(write) && moment > write.endedAt;
}
