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
  /** Steps from a newer state to an older one, also across connections, and subscriptions that were refused; in words. */
  readonly backwardSteps: readonly string[];
  readonly counters: Readonly<{
    frames: number;
    /** Connections over which something was seen. */
    connections: number;
  }>;
  /** @returns Those that it does not see as they are. */
  findUnseen<Booking extends SeenBooking>(bookings: readonly Booking[]): Booking[];
  close(): Promise<void>;
}

/** Subscribes to all bookings for as long as it takes, over as many connections as that takes: the API is killed all the time. */
export function watchBookings({ urls, secrets }: SystemAddress): BookingWatcher {
  const backwardSteps: string[] = [];
  const counters = { frames: 0, connections: 0 };
  const newest = new Map<string, SeenBooking>();
  let isNewConnection = false;
  let isClosed = false;
  let stop = (): void => {};

  const client = createClient({
    url: `${urls.hasura.replace("http", "ws")}/v1/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { headers: { "x-hasura-admin-secret": secrets.admin } },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
    on: {
      connected: () => {
        isNewConnection = true;
      },
    },
  });

  function look(booking: SeenBooking): void {
    const before = newest.get(booking.id);
    if (before && isOlder(booking, before)) {
      backwardSteps.push(
        `${booking.id}: ${before.revision} ${before.status} -> ${booking.revision} ${booking.status}`,
      );
    }
    newest.set(booking.id, booking);
  }

  function subscribe(): void {
    stop = client.subscribe<{ bookings: SeenBooking[] }>(
      { query: "subscription Watch { bookings { id revision status } }" },
      {
        next: ({ data }) => {
          counters.frames += 1;
          if (isNewConnection) counters.connections += 1;
          isNewConnection = false;
          for (const booking of data?.bookings ?? []) look(booking);
        },
        error: (error) => {
          backwardSteps.push(`the subscription was refused: ${JSON.stringify(error)}`);
          setTimeout(subscribe, 100);
        },
        complete: () => {
          if (!isClosed) subscribe();
        },
      },
    );
  }
  subscribe();

  return {
    backwardSteps,
    counters,
    findUnseen: (bookings) =>
      bookings.filter(({ id, revision, status }) => {
        const seen = newest.get(id);
        return seen?.revision !== revision || seen.status !== status;
      }),
    async close() {
      isClosed = true;
      stop();
      await client.dispose();
    },
  };
}

function isOlder(booking: SeenBooking, than: SeenBooking): boolean {
  if (booking.revision !== than.revision) return booking.revision < than.revision;
  return (ranks[booking.status] ?? 0) < (ranks[than.status] ?? 0);
}
