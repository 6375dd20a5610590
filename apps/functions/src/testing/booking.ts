import { randomUUID } from "node:crypto";
import type { BookingStatus } from "@potluck/contracts";
import { addDinner, addPerson, expectData, type TestApi } from "./api.ts";

/** The columns of a booking that tests look at. */
export interface TestBooking extends Record<string, unknown> {
  id: string;
  status: BookingStatus;
  revision: number;
  partner_reference: string | null;
  reason: string | null;
  alternatives: string[];
  failed_attempts: number;
  last_attempt_at: Date | null;
}

/** What a host can wish. */
export interface TestWish {
  restaurant?: string;
  startsAt?: string;
  partySize?: number;
  status?: "requested";
}

/** Adds a restaurant, known by its slug. */
export async function addRestaurant(api: TestApi, slug: string): Promise<string> {
  const id = randomUUID();
  await api.sql(
    `insert into restaurants (id, slug, name, cuisine, city, description, seats, photo, time_zone)
     values ($1, $2, $3, 'Home', 'Lisbon', 'A place', 20, 'photo.webp', 'Europe/Lisbon')`,
    [id, slug, slug === "nowhere" ? "Nowhere" : `Casa ${slug}`],
  );
  return id;
}

/** A dinner with a host who asked for a table, over the API as the page does. */
export async function requestBooking(
  api: TestApi,
  restaurant: string,
): Promise<{ id: string; dinnerId: string; host: string }> {
  const host = await addPerson(api, "Hanna");
  const dinnerId = await addDinner(api, host, "Soup and stories");
  const id = randomUUID();
  await expectData(
    api.graphql(
      `mutation Request($booking: bookings_insert_input!) { insert_bookings_one(object: $booking) { id } }`,
      {
        booking: {
          id,
          dinner_id: dinnerId,
          restaurant_id: restaurant,
          party_size: 4,
          starts_at: "2030-05-01T18:00:00Z",
        },
      },
      { role: "user", user: host },
    ),
  );
  return { id, dinnerId, host };
}

/** Wishes something else for a booking, as the host does. */
export async function changeBooking(
  api: TestApi,
  host: string,
  id: string,
  { restaurant, startsAt, partySize, status }: TestWish,
): Promise<void> {
  const set = {
    ...(restaurant !== undefined && { restaurant_id: restaurant }),
    ...(startsAt !== undefined && { starts_at: startsAt }),
    ...(partySize !== undefined && { party_size: partySize }),
    ...(status !== undefined && { status }),
  };
  await expectData(
    api.graphql(
      `mutation Change($id: uuid!, $set: bookings_set_input!) { update_bookings_by_pk(pk_columns: { id: $id }, _set: $set) { id } }`,
      { id, set },
      { role: "user", user: host },
    ),
  );
}

/** Cancels as the page does, through the action. */
export function cancelBooking(api: TestApi, user: string, bookingId: string) {
  return api.graphql(
    "mutation Cancel($bookingId: uuid!) { cancelBooking(bookingId: $bookingId) { bookingId status } }",
    { bookingId },
    { role: "user", user },
  );
}

/** @returns The row; undefined when it is gone. */
export async function readTestBooking(api: TestApi, id: string): Promise<TestBooking | undefined> {
  const [row] = await api.sql<TestBooking>("select * from bookings where id = $1", [id]);
  return row;
}

/** Makes it look as if nobody had touched a booking for some seconds. */
export async function ageBooking(api: TestApi, id: string, seconds: number): Promise<void> {
  // One text without parameters is one transaction, and in it no trigger of the table runs.
  await api.sql(
    `set local session_replication_role = replica;
     update bookings set updated_at = now() - interval '${seconds} seconds' where id = '${id}'`,
  );
}
