import { Banner } from "@potluck/ui";

import type { Booking } from "./booking-fragment.ts";

/** Props of {@link CurrentTable}. */
export interface CurrentTableProps {
  /** The table that is asked for now. */
  booking: Booking | null;
  /** The one that was when the person began to choose. */
  seen: Booking | null;
}

/** Says what becomes of the table there is, before somebody asks for another one. */
export function CurrentTable({ booking, seen }: CurrentTableProps) {
  if (!booking) return null;
  const { name } = booking.restaurant;
  if (booking.revision !== seen?.revision) {
    return (
      <Banner title="Somebody was a moment faster">
        {`Meanwhile a table at ${name} was asked for. What you ask for replaces it.`}
      </Banner>
    );
  }
  if (booking.status !== "confirmed") return null;
  return (
    <Banner title={`You have a table at ${name}`}>
      A change gives it back, and the restaurant is asked anew. It may have no room then.
    </Banner>
  );
}
