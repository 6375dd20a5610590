import { createClient } from "graphql-ws";
import WebSocket from "ws";

import type { SystemAddress } from "../support/system.ts";

/** States by rank, as the database orders them. */
const ranks: Record<string, number> = {
  requested: 10,
  cancelling: 15,
  confirmed: 20,
  declined: 30,
  cancelled: 40,
};

/** A booking as a guest's page shows it. */
export interface SeenBooking {
  id: string;
  revision: number;
  status: string;
}

/** A subscribed client that remembers where every booking was. */
export interface BookingWatcher {
  /** Steps from a newer state to an older one, in words. */
  backwardSteps: string[];
  frames(): number;
  close(): Promise<void>;
}

/** Subscribes to all bookings for as long as it takes, over as many connections as that takes. */
export function watchBookings({ urls, secrets }: SystemAddress): BookingWatcher {
  const backwardSteps: string[] = [];
  const newest = new Map<string, SeenBooking>();
  let frames = 0;

  function look(booking: SeenBooking): void {
    const before = newest.get(booking.id);
    if (before && isOlder(booking, before)) {
      backwardSteps.push(
        `${booking.id}: ${before.revision} ${before.status} -> ${booking.revision} ${booking.status}`,
      );
    }
    newest.set(booking.id, booking);
  }

  const client = createClient({
    url: `${urls.hasura.replace("http", "ws")}/v1/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { headers: { "x-hasura-admin-secret": secrets.admin } },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    lazy: false,
    onNonLazyError: () => {},
  });
  const stop = client.subscribe<{ bookings: SeenBooking[] }>(
    { query: "subscription Watch { bookings { id revision status } }" },
    {
      next: ({ data }) => {
        frames += 1;
        for (const booking of data?.bookings ?? []) look(booking);
      },
      error: (error) => void backwardSteps.push(`the subscription ended: ${JSON.stringify(error)}`),
      complete: () => {},
    },
  );
  return {
    backwardSteps,
    frames: () => frames,
    async close() {
      stop();
      await client.dispose();
    },
  };
}

function isOlder(booking: SeenBooking, than: SeenBooking): boolean {
  if (booking.revision !== than.revision) return booking.revision < than.revision;
  return (ranks[booking.status] ?? 0) < (ranks[than.status] ?? 0);
}
