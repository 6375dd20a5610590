import { useLiveMutation } from "@potluck/urql-client/react";

import { AskForTable, ChangeTable } from "./booking-changes.ts";
import type { Booking } from "./booking-fragment.ts";
import { firstWishes } from "./first-wishes.ts";
import type { TableWish } from "./table-input.ts";
import { isAskedFor } from "./wishes.ts";

/**
 * Asks for a table as a host. It is painted at once; what fails is taken back and told where all failures are.
 *
 * @param dinnerId The dinner.
 * @returns Asks for a table at a restaurant: instead of the one that was asked for before, where there is one.
 */
export function useAskForTable(
  dinnerId: string,
): (booking: Booking | null, wish: TableWish, restaurant: Booking["restaurant"]) => void {
  const [ask] = useLiveMutation(AskForTable);
  const [change] = useLiveMutation(ChangeTable);
  return (booking, wish, restaurant) => {
    const columns = { ...wish, status: "requested" as const };
    if (booking) {
      if (!isAskedFor(booking, wish)) void change({ id: booking.id, set: columns });
      return;
    }
    const row = { id: crypto.randomUUID(), dinner_id: dinnerId, ...columns };
    firstWishes.set(dinnerId, { ...row, ...newColumns(), restaurant });
    void ask({ booking: row });
  };
}

/** What the database puts into a new row. */
function newColumns() {
  return {
    revision: 1,
    partner_reference: null,
    reason: null,
    alternatives: [],
    failed_attempts: 0,
    updated_at: new Date().toISOString(),
  };
}
