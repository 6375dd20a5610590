import { z } from "zod";
import type { HasuraClient, Operation } from "../runtime/hasura-client.ts";

const background = z.object({
  dinners_by_pk: z.object({ owner_id: z.string() }).nullable(),
  users: z.array(z.object({ id: z.string(), display_name: z.string() })),
  restaurants: z.array(z.object({ id: z.string(), name: z.string() })),
});

const readAll: Operation<z.output<typeof background>> = {
  data: background,
  text: /* GraphQL */ `
    query ActivityBackground($dinnerId: uuid!, $users: [String!]!, $restaurants: [uuid!]!) {
      dinners_by_pk(id: $dinnerId) {
        owner_id
      }
      users(where: { id: { _in: $users } }) {
        id
        display_name
      }
      restaurants(where: { id: { _in: $restaurants } }) {
        id
        name
      }
    }
  `,
};

/** The names that an activity needs. */
export interface Background {
  ownerId: string;
  /** @returns The person; what identifies them where no name is known. */
  person: (id: string) => { id: string; name: string };
  restaurant: (id: string) => string;
  /** @returns The id, if it is a person's who is known. */
  actor: (id: string | undefined) => string | null;
}

/** Whom and what to look up. */
export interface BackgroundRequest {
  dinnerId: string;
  users?: (string | undefined)[];
  restaurants?: string[];
}

/** @returns The names, or null when the dinner is gone and nobody can read of it any more. */
export async function readBackground(
  hasura: HasuraClient,
  { dinnerId, users = [], restaurants = [] }: BackgroundRequest,
): Promise<Background | null> {
  const data = await hasura.request(readAll, {
    dinnerId,
    users: users.filter((id) => id !== undefined),
    restaurants,
  });
  if (!data.dinners_by_pk) return null;
  const names = new Map(data.users.map((user) => [user.id, user.display_name]));
  const places = new Map(data.restaurants.map(({ id, name }) => [id, name]));
  return {
    ownerId: data.dinners_by_pk.owner_id,
    person: (id) => ({ id, name: names.get(id) ?? id }),
    restaurant: (id) => places.get(id) ?? id,
    actor: (id) => (id !== undefined && names.has(id) ? id : null),
  };
}
