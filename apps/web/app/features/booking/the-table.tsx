import { LinkButton } from "@potluck/ui";
import { Link } from "@remix-run/react";

import type { FragmentOf } from "~/graphql.ts";

import { BookedTable } from "./booked-table.tsx";
import type { TheTableFragment } from "./booking-fragment.ts";
import { useBooking } from "./use-booking.ts";

/** Props of {@link TheTable}. */
export interface TheTableProps {
  dinner: FragmentOf<typeof TheTableFragment>;
  isHost: boolean;
  /** The server's clock when the page was made, in milliseconds since the epoch. */
  serverNow: number;
}

/** Where the dinner is, when it is not at home: the table that was asked for, and what became of it. */
export function TheTable(props: TheTableProps) {
  const { isHost, serverNow } = props;
  const shown = useBooking(props.dinner);
  return (
    <section aria-labelledby="booking-heading">
      <h2 id="booking-heading" className="mb-3 text-heading">
        The table
      </h2>
      {shown ? (
        <BookedTable shown={shown} isHost={isHost} serverNow={serverNow} />
      ) : isHost ? (
        <div className="border-t border-line pt-4">
          <p className="text-ink-soft">Nobody wants to cook? Let a restaurant set the table.</p>
          <LinkButton component={Link} to="table" variant="secondary" className="mt-4">
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
