import type { System } from "@potluck/testing";

const guests = 8;
const items = 50;

/**
 * Makes the dinner that is measured: eight guests, fifty items, as in the baseline that the product is judged by.
 *
 * @param system The running system.
 * @returns The dinner's id.
 */
export async function seedDinner(system: System): Promise<string> {
  const id = "00000000-0000-4000-8000-00000000be7c";
  const others = Array.from({ length: guests - 1 }, (_, index) => ({
    id: `auth0|bench-${index}`,
    display_name: `Guest Number ${index + 1}`,
  }));
  const response = await fetch(`${system.urls.hasura}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-hasura-admin-secret": system.secrets.admin },
    body: JSON.stringify({
      query: `mutation Seed($users: [users_insert_input!]!, $dinner: dinners_insert_input!,
                            $members: [dinner_members_insert_input!]!, $items: [items_insert_input!]!) {
        insert_users(objects: $users) { affected_rows }
        insert_dinners_one(object: $dinner) { id }
        insert_dinner_members(objects: $members) { affected_rows }
        insert_items(objects: $items) { affected_rows }
      }`,
      variables: {
        users: others,
        dinner: { id, title: "Benchmark dinner", starts_at: "2031-05-04T18:00:00Z", owner_id: "auth0|ada" },
        members: others.map(({ id: user_id }) => ({ dinner_id: id, user_id, role: "editor" })),
        items: Array.from({ length: items }, (_, index) => ({
          dinner_id: id,
          title: `Something to bring, number ${index + 1}`,
          done: index % 3 === 0,
          assignee_id: index % 2 === 0 ? "auth0|ada" : `auth0|bench-${index % (guests - 1)}`,
          position: `a${String.fromCharCode(65 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`,
          created_by: "auth0|ada",
        })),
      },
    }),
  });
  const answer = (await response.json()) as { errors?: unknown };
  if (answer.errors) throw new Error(`The dinner could not be made: ${JSON.stringify(answer.errors)}`);
  return id;
}
