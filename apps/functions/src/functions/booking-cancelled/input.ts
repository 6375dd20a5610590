import { bookingRow } from "@potluck/contracts";

/** A wake-up names the booking, and of one that is gone its last revision; whatever else it says may be old when it arrives. */
export const input = bookingRow.pick({ id: true, revision: true });
