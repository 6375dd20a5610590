import type { Wish } from "./wish.ts";

/** How a reservation stands: `Reservation.status` of `openapi.yaml`. */
export type ReservationStatus = "pending" | "confirmed" | "declined" | "cancelled";

/** A reservation as it is stored. */
export interface Reservation {
  clientReference: string;
  sequence: number;
  status: ReservationStatus;
  /** Absent where a reservation was given back before it was asked for. */
  wish?: Wish;
  /** Number of the table it holds, from 0; of a confirmed one. */
  table?: number;
  reference?: string;
  reason?: string;
  alternatives?: string[];
  /** When a pending one is decided, in milliseconds since the epoch. */
  decideAt?: number;
  /** Given back by the client: its wish can no longer come true. */
  withdrawn?: boolean;
}

/** A reservation as clients see it: `Reservation` of `openapi.yaml`. */
export type ReservationView = Pick<
  Reservation,
  "clientReference" | "sequence" | "status" | "reference" | "reason" | "alternatives"
>;

/** What a client may see of a reservation. */
export function viewOf(reservation: Reservation): ReservationView {
  const { clientReference, sequence, status, reference, reason, alternatives } = reservation;
  return { clientReference, sequence, status, reference, reason, alternatives };
}
