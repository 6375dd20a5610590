import { usePendingMutations } from "@potluck/urql-client/react";
import { useState } from "react";

import type { Booking } from "./booking-fragment.ts";
import { advanceBooking } from "./booking-version.ts";
import type { ShownBooking } from "./booking-version.ts";

const changeName = "ChangeTable";

/**
 * Keeps a booking from going back on screen.
 *
 * @param booking The booking as the page's live query has it.
 * @returns What to paint.
 */
export function useShownBooking(booking: Booking): ShownBooking<Booking> {
  const isChanging = usePendingMutations().some(
    ({ name, state, variables }) =>
      name === changeName && state !== "failed" && variables["id"] === booking.id,
  );
  const [held, setHeld] = useState(() => ({
    booking,
    isChanging,
    shown: advanceBooking(null, booking, isChanging),
  }));
  if (held.booking === booking && held.isChanging === isChanging) return held.shown;
  const shown = advanceBooking(held.shown, booking, isChanging);
  setHeld({ booking, isChanging, shown });
  return shown;
}
