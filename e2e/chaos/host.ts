import { setTimeout as delay } from "node:timers/promises";

import type { SystemAddress } from "../support/system.ts";

/** What a host wants, sent until the API has acknowledged it: the API is killed all the time. */
export interface Host {
  ask(booking: Wish): Promise<void>;
  change(booking: Pick<Wish, "id" | "party_size" | "starts_at" | "restaurant_id">): Promise<void>;
  cancel(id: string): Promise<void>;
}

/** A request for a table. */
export interface Wish {
  id: string;
  dinner_id: string;
  restaurant_id: string;
  party_size: number;
  starts_at: string;
}

interface Answer {
  data?: Record<string, unknown>;
  errors?: readonly { message: string; extensions?: { code?: string } }[];
}

const RETRY_MS = 200;
const TIMEOUT_MS = 12_000;

/** @param user Subject of the host. */
export function createHost({ urls, secrets }: SystemAddress, user: string): Host {
  async function send(query: string, variables: Record<string, unknown>): Promise<Answer | null> {
    try {
      const response = await fetch(`${urls.hasura}/v1/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-hasura-admin-secret": secrets.admin,
          "x-hasura-role": "user",
          "x-hasura-user-id": user,
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return (await response.json()) as Answer;
    } catch {
      // Whether it happened is not known; what is sent again says the same.
      return null;
    }
  }

  /** Sends until an answer says that it has happened. */
  async function until(
    query: string,
    variables: Record<string, unknown>,
    hasHappened: (answer: Answer) => boolean,
  ): Promise<void> {
    for (;;) {
      const answer = await send(query, variables);
      if (answer && hasHappened(answer)) return;
      await delay(RETRY_MS);
    }
  }

  return {
    ask: (booking) =>
      until(
        "mutation Ask($booking: bookings_insert_input!) { insert_bookings_one(object: $booking) { id } }",
        { booking: { ...booking, status: "requested" } },
        ({ data, errors }) => data !== undefined || errors?.[0]?.extensions?.code === "constraint-violation",
      ),
    change: ({ id, ...set }) =>
      until(
        "mutation Change($id: uuid!, $set: bookings_set_input!) { update_bookings_by_pk(pk_columns: { id: $id }, _set: $set) { id } }",
        { id, set: { ...set, status: "requested" } },
        ({ data }) => data !== undefined,
      ),
    cancel: (id) =>
      until(
        "mutation Cancel($id: uuid!) { cancelBooking(bookingId: $id) { status } }",
        { id },
        ({ data }) => data !== undefined,
      ),
  };
}
