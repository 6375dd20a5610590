import { bookingRow } from "@potluck/contracts";

/** A wake-up names the booking; whatever else it says may be old when it arrives. */
export const input = bookingRow.pick({ id: true });
