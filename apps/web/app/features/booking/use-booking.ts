import type { PendingMutation } from "@potluck/urql-client/browser";
import { usePendingMutations } from "@potluck/urql-client/react";
import { useEffect, useState } from "react";

import { readFragment } from "~/graphql.ts";
import type { FragmentOf } from "~/graphql.ts";

import { BookingFragment, TheTableFragment } from "./booking-fragment.ts";
import type { Booking } from "./booking-fragment.ts";
import { advanceBooking } from "./booking-version.ts";
import type { OwnChange, ShownBooking } from "./booking-version.ts";

// What was painted last, by dinner: the next page must not begin with something older. Only browsers write to it, and a change
// of user loads their page anew.
const lastShown = new Map<string, ShownBooking<Booking>>();

/**
 * Reads the table of a dinner and keeps it from going back on screen.
 *
 * @param table The dinner, as the page's live query has it.
 * @returns What to paint; null while no table was asked for.
 */
export function useBooking(table: FragmentOf<typeof TheTableFragment>): ShownBooking<Booking> | null {
  const dinner = readFragment(TheTableFragment, table);
  const booking = readFragment(BookingFragment, dinner.booking);
  const change = ownChange(usePendingMutations(), dinner.id, booking);
  const now = { dinnerId: dinner.id, booking, change };
  const [held, setHeld] = useState(() => ({
    ...now,
    shown: advanceBooking(lastShown.get(dinner.id) ?? null, booking, change),
  }));
  let { shown } = held;
  if (held.dinnerId !== dinner.id || held.booking !== booking || held.change !== change) {
    const before = held.dinnerId === dinner.id ? held.shown : (lastShown.get(dinner.id) ?? null);
    shown = advanceBooking(before, booking, change);
    setHeld({ ...now, shown });
  }
  useEffect(() => {
    if (shown) lastShown.set(dinner.id, shown);
    else lastShown.delete(dinner.id);
  }, [dinner.id, shown]);
  return shown;
}

function ownChange(
  pending: readonly PendingMutation[],
  dinnerId: string,
  booking: Booking | null,
): OwnChange | null {
  const asked = pending.filter(({ name, variables }) => {
    const columns = variables["booking"] as { dinner_id?: string } | undefined;
    return name === "AskForTable" && columns?.dinner_id === dinnerId;
  });
  if (asked.some(({ state }) => state !== "failed")) return "asking";
  const isChanging = pending.some(
    ({ name, state, variables }) =>
      name === "ChangeTable" && state !== "failed" && variables["id"] === booking?.id,
  );
  if (isChanging) return "changing";
  return asked.length > 0 ? "failed" : null;
}
