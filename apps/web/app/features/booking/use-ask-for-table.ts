import { useLiveMutation } from "@potluck/urql-client/react";

import { AskForTable, ChangeTable } from "./booking-changes.ts";
import type { Booking } from "./booking-fragment.ts";
import type { TableWish } from "./table-input.ts";
import { isAskedFor } from "./wishes.ts";

/**
 * Asks for a table as a host. It is painted at once; what fails is taken back and told where all failures are.
 *
 * @param dinnerId The dinner.
 * @returns Asks for a table: instead of the one that was asked for before, where there is one.
 */
export function useAskForTable(dinnerId: string): (booking: Booking | null, wish: TableWish) => void {
  const [ask] = useLiveMutation(AskForTable);
  const [change] = useLiveMutation(ChangeTable);
  return (booking, wish) => {
    const columns = { ...wish, status: "requested" as const };
    if (booking) {
      if (!isAskedFor(booking, wish)) void change({ id: booking.id, set: columns });
      return;
    }
    void ask({ booking: { id: crypto.randomUUID(), dinner_id: dinnerId, ...columns } });
  };
}
