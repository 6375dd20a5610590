import type { PartnerBooks } from "./partner-books.ts";
import { lastWish, type Plan } from "./plan.ts";
import type { StoredBooking } from "./stored-bookings.ts";

/** @returns Plans whose last wish is not what their booking says: they were lost. */
export function findLost(plans: readonly Plan[], rows: readonly StoredBooking[]): Plan[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return plans.filter((plan) => {
    const row = byId.get(plan.wish.id);
    const wish = lastWish(plan);
    if (!row || (wish.cancelled && row.status !== "cancelled")) return true;
    return (
      row.party_size !== wish.party_size ||
      row.restaurant_id !== wish.restaurant_id ||
      Date.parse(row.starts_at) !== Date.parse(wish.starts_at)
    );
  });
}

/**
 * Compares revision, state, reference, and the tables that are held.
 *
 * @returns Bookings about which the partner says something else, in words; reservations of no booking too.
 */
export function findDisagreements(rows: readonly StoredBooking[], books: PartnerBooks): string[] {
  const ours = new Map(rows.map((row) => [row.id, describeOurs(row)]));
  const sizes = new Map(rows.map((row) => [row.id, row.party_size]));
  const theirs = new Map(
    books.reservations.map(({ clientReference, sequence, status, reference }) => {
      const tables = describeTables(clientReference, sizes.get(clientReference) ?? 0, books);
      return [clientReference, describe(sequence, status, reference, tables)];
    }),
  );
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((id) => ours.get(id) !== theirs.get(id))
    .map((id) => `${id}: we say ${ours.get(id)}, they say ${theirs.get(id)}`);
}

function describeOurs(row: StoredBooking): string {
  if (row.status !== "confirmed") return describe(row.revision, row.status, undefined, []);
  const table = `${row.restaurant.slug} ${new Date(row.starts_at).toISOString()}`;
  return describe(row.revision, row.status, row.partner_reference, [table]);
}

function describeTables(clientReference: string, partySize: number, { tables }: PartnerBooks): string[] {
  return tables.flatMap(({ restaurant, seats, holds }) =>
    holds
      .filter((hold) => hold.clientReference === clientReference)
      .map(({ startsAt }) => `${restaurant} ${startsAt}${seats < partySize ? " (too small)" : ""}`),
  );
}

function describe(
  revision: number,
  status: string,
  reference: string | null | undefined,
  tables: readonly string[],
): string {
  return `${status} at revision ${revision}, reference ${reference ?? "none"}, tables ${tables.join(" and ") || "none"}`;
}
