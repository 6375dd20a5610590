import type { ReservationView } from "../reservations/reservation.ts";

/** `Callback` of `openapi.yaml`. */
export type CallbackBody = ReservationView & { id: string };

/** A callback that nobody has acknowledged yet, as it is stored. */
export interface Callback {
  /** Milliseconds since the epoch. */
  createdAt: number;
  body: CallbackBody;
}
