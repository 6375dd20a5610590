import { Badge, Storefront } from "@potluck/ui";
import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";

import { useClock } from "~/features/time/clock.tsx";
import { Moment } from "~/features/time/moment.tsx";

import { BookingActions } from "./booking-actions.tsx";
import type { Booking } from "./booking-fragment.ts";
import type { ShownBooking } from "./booking-version.ts";
import { describeBooking, describeParty } from "./describe-booking.ts";
import { timeThere } from "./time-there.ts";
import { useCancellation } from "./use-cancellation.ts";
import { useTakesLong } from "./use-takes-long.ts";

/** Props of {@link BookedTable}. */
export interface BookedTableProps {
  shown: ShownBooking<Booking>;
  isHost: boolean;
  serverNow: number;
}

/** A table that was asked for: where, when, for how many, and how that stands. Without `isHost` it is there to read. */
export function BookedTable({ shown, isHost, serverNow }: BookedTableProps) {
  const { booking, cancel } = useCancellation(shown.booking);
  const age = shown.isPredicted ? 0 : serverNow - Date.parse(booking.updated_at);
  const takesLong = useTakesLong(`${booking.id} ${booking.revision} ${booking.status}`, age);
  const words = describeBooking(booking, takesLong);
  const { timeZone } = useClock();
  const there = timeThere(booking.starts_at, timeZone, booking.restaurant);
  const heading = useRef<HTMLHeadingElement>(null);
  const hasActed = useRef(false);
  useEffect(() => {
    // The control that was pressed is gone by now.
    if (hasActed.current) heading.current?.focus({ preventScroll: true });
    hasActed.current = false;
  }, [booking.status, booking.revision]);

  return (
    <>
      <Storefront name={booking.restaurant.photo} className="aspect-5/3 w-full rounded-card" />
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 ref={heading} tabIndex={-1} className="text-[1.1875rem] leading-snug outline-none!">
          <Link
            to={`/restaurants/${booking.restaurant.slug}`}
            className="rounded-control decoration-accent decoration-2 underline-offset-4 hover:underline"
          >
            {booking.restaurant.name}
          </Link>
        </h3>
        <Badge tone={words.tone}>{words.name}</Badge>
      </div>
      <p className="numerals mt-1 text-ink-soft">
        <Moment instant={booking.starts_at} />
        {`, ${describeParty(booking.party_size)}`}
        {there ? <span className="block text-caption">{there}</span> : null}
      </p>
      <output className="mt-3 block text-[0.9375rem]">
        {words.sentence}
        {booking.status === "confirmed" && booking.partner_reference ? (
          <span className="block">
            {"Say "}
            <strong className="numerals font-semibold">{booking.partner_reference}</strong>
            {" at the door."}
          </span>
        ) : null}
      </output>
      {isHost ? (
        <BookingActions
          booking={booking}
          onAct={() => {
            hasActed.current = true;
          }}
          onCancel={cancel}
        />
      ) : null}
    </>
  );
}
