import { useLiveMutation } from "@potluck/urql-client/react";
import { useState } from "react";

import { CancelBooking } from "./booking-changes.ts";
import type { Booking } from "./booking-fragment.ts";
import { compareVersions } from "./booking-version.ts";

/**
 * Cancels a booking. The action has no row that could be predicted, so what it will do is painted here, until the next
 * news of the booking comes or the action fails.
 *
 * @param booking The booking.
 * @returns The booking as it is painted, and what cancels it.
 */
export function useCancellation(booking: Booking): { booking: Booking; cancel: () => void } {
  const [run] = useLiveMutation(CancelBooking);
  const [cancelled, setCancelled] = useState<Booking>();
  const isCancelling = cancelled?.id === booking.id && compareVersions(booking, cancelled) <= 0;
  return {
    booking: isCancelling
      ? { ...booking, status: "cancelling", revision: booking.revision + 1, failed_attempts: 0 }
      : booking,
    cancel() {
      setCancelled(booking);
      void run({ id: booking.id }).then(({ ok }) => (ok ? undefined : setCancelled(undefined)));
    },
  };
}
