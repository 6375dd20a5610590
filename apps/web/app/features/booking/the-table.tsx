import { LinkButton } from "@potluck/ui";
import { Link } from "@remix-run/react";

import { BookedTable } from "./booked-table.tsx";
import { useBooking } from "./use-booking.ts";

/** Props of {@link TheTable}. */
export interface TheTableProps {
  dinnerId: string;
  isHost: boolean;
  /** The server's clock when the page was made, in milliseconds since the epoch. */
  serverNow: number;
}

/** Where the dinner is, when it is not at home: the table that was asked for, and what became of it. */
export function TheTable({ dinnerId, isHost, serverNow }: TheTableProps) {
  const booking = useBooking(dinnerId);
  return (
    <section aria-labelledby="booking-heading">
      <h2 id="booking-heading" className="mb-3 text-heading">
        The table
      </h2>
      {booking ? (
        <BookedTable booking={booking} isHost={isHost} serverNow={serverNow} />
      ) : isHost ? (
        <div className="border-t border-line pt-4">
          <p className="text-ink-soft">Nobody wants to cook? Let a restaurant set the table.</p>
          <LinkButton component={Link} to={`/dinners/${dinnerId}/table`} variant="secondary" className="mt-4">
            Choose a restaurant
          </LinkButton>
        </div>
      ) : (
        <p className="border-t border-line pt-4 text-ink-soft">
          At home, unless the host finds{" "}
          <Link to="/restaurants" className="link">
            a table elsewhere
          </Link>
          .
        </p>
      )}
    </section>
  );
}
