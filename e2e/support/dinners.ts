import { randomUUID } from "node:crypto";

import type { AdminApi } from "./admin-api.ts";
import { people } from "./people.ts";
import type { PersonName } from "./people.ts";

/** One line of a checklist that a test starts from. */
export interface ItemSeed {
  title: string;
  done?: boolean;
  isPrivate?: boolean;
  createdBy?: PersonName;
  /** Who brings it. */
  assignee?: PersonName;
}

/** A dinner that a test starts from. */
export interface DinnerSeed {
  host: PersonName;
  title?: string;
  guests?: Partial<Record<PersonName, "editor" | "viewer">>;
  items?: readonly (string | ItemSeed)[];
}

/** A dinner of one test's own. */
export interface Dinner {
  id: string;
  title: string;
  /** Path of its page. */
  path: string;
  items: readonly { id: string; title: string }[];
}

/** Makes a dinner that no other test touches. */
export async function createDinner(api: AdminApi, seed: DinnerSeed): Promise<Dinner> {
  const id = randomUUID();
  const title = seed.title ?? `Dinner ${id.slice(0, 8)}`;
  const items = (seed.items ?? []).map((item, index) => {
    const {
      isPrivate = false,
      createdBy = seed.host,
      assignee,
      ...rest
    } = typeof item === "string" ? { title: item } : item;
    const position = `a${index.toString(36)}`;
    return {
      id: randomUUID(),
      dinner_id: id,
      position,
      is_private: isPrivate,
      created_by: people[createdBy].id,
      assignee_id: assignee ? people[assignee].id : null,
      ...rest,
    };
  });
  if (items.length > 36) throw new Error("Positions of one digit are enough for 36 items.");
  await api(
    `mutation ($dinner: dinners_insert_input!, $guests: [dinner_members_insert_input!]!, $items: [items_insert_input!]!) {
      insert_dinners_one(object: $dinner) { id }
      insert_dinner_members(objects: $guests) { affected_rows }
      insert_items(objects: $items) { affected_rows }
    }`,
    {
      dinner: {
        id,
        title,
        starts_at: new Date(Date.now() + 3 * 86_400_000).toISOString(),
        owner_id: people[seed.host].id,
      },
      guests: Object.entries(seed.guests ?? {}).map(([guest, role]) => ({
        dinner_id: id,
        user_id: people[guest as PersonName].id,
        role,
      })),
      items,
    },
  );
  return {
    id,
    title,
    path: `/dinners/${id}`,
    items: items.map((item) => ({ id: item.id, title: item.title })),
  };
}

/** A line of a checklist as it is stored. */
export interface StoredItem {
  id: string;
  title: string;
  done: boolean;
  assignee_id: string | null;
  is_private: boolean;
  position: string;
}

/** @returns what is stored of a dinner's checklist, in its order */
export async function storedItems(api: AdminApi, dinner: { id: string }): Promise<StoredItem[]> {
  const { items } = await api<{ items: StoredItem[] }>(
    `query ($dinner: uuid!) {
      items(where: { dinner_id: { _eq: $dinner } }, order_by: [{ position: asc }, { id: asc }]) {
        id title done assignee_id is_private position
      }
    }`,
    { dinner: dinner.id },
  );
  return items;
}
