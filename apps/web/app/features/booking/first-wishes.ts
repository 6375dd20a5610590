import type { Booking } from "./booking-fragment.ts";

/**
 * The first table that this page asked for, by dinner. The cache knows the new row, but not yet that it is the dinner's: until the API
 * says so, it is painted from here.
 */
export const firstWishes = new Map<string, Booking>();
