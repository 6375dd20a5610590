import { useLiveQuery } from "@potluck/urql-client/react";

import { readFragment } from "~/graphql.ts";

import { BookingFragment, BookingOfDinner } from "./booking-fragment.ts";
import type { Booking } from "./booking-fragment.ts";

/**
 * Reads the booking of a dinner, live. The page's loader asks for `BookingOfDinner` too.
 *
 * @param dinnerId The dinner.
 * @returns Its booking; null while no table was asked for.
 */
export function useBooking(dinnerId: string): Booking | null {
  const { data } = useLiveQuery(BookingOfDinner, { dinner: dinnerId });
  return readFragment(BookingFragment, data?.bookings ?? [])[0] ?? null;
}
