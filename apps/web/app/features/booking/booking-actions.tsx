import { Button, LinkButton } from "@potluck/ui";
import { Link } from "@remix-run/react";
import { useState } from "react";

import { useHydrated } from "~/features/hydration/use-hydrated.ts";
import { useClock } from "~/features/time/clock.tsx";

import type { Booking } from "./booking-fragment.ts";
import { CancelBookingDialog } from "./cancel-booking-dialog.tsx";
import { NextFreeTimes } from "./next-free-times.tsx";
import { WishButton } from "./wish-button.tsx";

/** Props of {@link BookingActions}. */
export interface BookingActionsProps {
  booking: Booking;
  /** Called when something was done after which these controls change. */
  onAct: () => void;
  onCancel: () => void;
}

/** What a host can do about a table. */
export function BookingActions({ booking, onAct, onCancel }: BookingActionsProps) {
  const { now } = useClock();
  const isHydrated = useHydrated();
  const [isAsking, setIsAsking] = useState(false);
  const { status } = booking;
  const isOpen = status === "requested" || status === "confirmed";
  // A host who was declined and cooks after all says so here.
  const canCancel = isOpen || status === "declined";
  const canAskAgain =
    (status === "declined" || status === "cancelled") && Date.parse(booking.starts_at) > now;
  return (
    <>
      {status === "declined" ? <NextFreeTimes booking={booking} onAsk={onAct} /> : null}
      <div className="mt-4 flex flex-wrap gap-2">
        <LinkButton component={Link} to={`/dinners/${booking.dinner_id}/table`} variant="secondary">
          {isOpen ? "Change" : "Choose another"}
        </LinkButton>
        {canAskAgain ? (
          <WishButton booking={booking} startsAt={booking.starts_at} variant="quiet" onAsk={onAct}>
            Ask again
          </WishButton>
        ) : null}
        {canCancel ? (
          <Button variant="quiet" disabled={!isHydrated} onClick={() => setIsAsking(true)}>
            {status === "confirmed" ? "Cancel the table" : "Cancel the request"}
          </Button>
        ) : null}
      </div>
      {isAsking ? (
        <CancelBookingDialog
          restaurant={booking.restaurant.name}
          isConfirmed={status === "confirmed"}
          onClose={() => setIsAsking(false)}
          onConfirm={() => {
            setIsAsking(false);
            onAct();
            onCancel();
          }}
        />
      ) : null}
    </>
  );
}
