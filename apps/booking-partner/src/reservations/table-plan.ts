import type { Restaurant } from "../restaurants/restaurant.ts";

/** How long a party stays, in milliseconds. */
const STAY = 2 * 3_600_000;

/** A table that a reservation holds from `startsAt` for two hours. */
export interface Hold {
  restaurant: string;
  /** Number of the table in its restaurant, from 0. */
  table: number;
  /** Milliseconds since the epoch. */
  startsAt: number;
}

/** Who sits where and when. Nobody else's table is ever given away: {@link TablePlan.hold} refuses. */
export interface TablePlan {
  /** @throws {Error} where the table is held by somebody else at that time */
  hold(clientReference: string, hold: Hold): void;
  /** Gives back what a reservation holds, if anything. */
  release(clientReference: string): void;
  /** @returns The smallest table that seats the party and is free for a whole stay, or undefined. */
  findTable(restaurant: Restaurant, startsAt: number, partySize: number): number | undefined;
  holds(): ReadonlyMap<string, Hold>;
}

/** Makes an empty plan. */
export function createTablePlan(): TablePlan {
  const byReference = new Map<string, Hold>();
  const byTable = new Map<string, Set<Hold>>();
  const keyOf = (restaurant: string, table: number) => `${restaurant} ${table}`;
  const isFree = (restaurant: string, table: number, startsAt: number) =>
    [...(byTable.get(keyOf(restaurant, table)) ?? [])].every(
      (held) => Math.abs(held.startsAt - startsAt) >= STAY,
    );

  return {
    hold(clientReference, hold) {
      if (byReference.has(clientReference) || !isFree(hold.restaurant, hold.table, hold.startsAt))
        throw new Error(`Table ${hold.table} of ${hold.restaurant} is already held.`);
      byReference.set(clientReference, hold);
      const key = keyOf(hold.restaurant, hold.table);
      byTable.set(key, (byTable.get(key) ?? new Set()).add(hold));
    },
    release(clientReference) {
      const hold = byReference.get(clientReference);
      if (!hold) return;
      byReference.delete(clientReference);
      byTable.get(keyOf(hold.restaurant, hold.table))?.delete(hold);
    },
    findTable({ slug, tables }, startsAt, partySize) {
      return tables
        .map((seats, table) => ({ seats, table }))
        .filter(({ seats }) => seats >= partySize)
        .toSorted((a, b) => a.seats - b.seats)
        .find(({ table }) => isFree(slug, table, startsAt))?.table;
    },
    holds: () => byReference,
  };
}
