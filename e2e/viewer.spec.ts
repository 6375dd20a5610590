import { randomUUID } from "node:crypto";

import { expect, test } from "./fixtures.ts";
import { accessTokenOf } from "./support/access-token.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";
import { people } from "./support/people.ts";
import { socketAccess } from "./support/page-access.ts";
import { directApi, firstFrame, pageApi } from "./support/raw-api.ts";
import type { RawApi } from "./support/raw-api.ts";

const changes = `
  mutation ($item: uuid!, $dinner: uuid!, $new: items_insert_input!) {
    change: update_items_by_pk(pk_columns: { id: $item }, _set: { title: "mine now" }) { id }
    remove: delete_items_by_pk(id: $item) { id }
    rename: update_dinners_by_pk(pk_columns: { id: $dinner }, _set: { title: "mine now" }) { id }
  }`;
const insertion = `mutation ($new: items_insert_input!) { insert_items_one(object: $new) { id } }`;

/** Everything a signed-in person could ask about a dinner. */
const everything = `
  query ($dinner: uuid!) {
    dinners_by_pk(id: $dinner) { id title }
    dinners(where: { id: { _eq: $dinner } }) { id }
    dinners_aggregate(where: { id: { _eq: $dinner } }) { aggregate { count } nodes { id } }
    items(where: { dinner_id: { _eq: $dinner } }) { id title }
    items_aggregate(where: { dinner_id: { _eq: $dinner } }) { aggregate { count max { title } } nodes { id } }
    dinner_members(where: { dinner_id: { _eq: $dinner } }) { user_id }
    dinner_members_aggregate(where: { dinner_id: { _eq: $dinner } }) { aggregate { count } }
    dinner_presence(where: { dinner_id: { _eq: $dinner } }) { user_id }
    invitations(where: { dinner_id: { _eq: $dinner } }) { id }
  }`;
const nothing = {
  dinners_by_pk: null,
  dinners: [],
  dinners_aggregate: { aggregate: { count: 0 }, nodes: [] },
  items: [],
  items_aggregate: { aggregate: { count: 0, max: { title: null } }, nodes: [] },
  dinner_members: [],
  dinner_members_aggregate: { aggregate: { count: 0 } },
  dinner_presence: [],
  invitations: [],
};

test("a viewer sees everything live and has nothing to change it with", async ({ person, dinner }) => {
  const { path } = await dinner({
    host: "ada",
    guests: { cleo: "viewer" },
    items: ["Trout", { title: "Dill", done: true }],
  });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  const [adas, cleos] = [checklistOf(ada), checklistOf(cleo)];
  await Promise.all([ada.goto(path), cleo.goto(path)]);
  await expect(cleos.row("Trout")).toContainText("Not ready yet");
  await expect(cleos.row("Dill")).toContainText("Ready");
  await expect(cleo.getByRole("main").getByRole("button")).toHaveCount(0);
  await expect(cleo.getByRole("main").getByRole("checkbox")).toHaveCount(0);
  await expect(cleo.getByRole("main").getByRole("textbox")).toHaveCount(0);

  await adas.tick("Trout").click();
  await expect(cleos.row("Trout")).not.toContainText("Not ready yet");
  await adas.add("Horseradish");
  await expect(cleos.row("Horseradish")).toBeVisible();
  await adas.choose("Dill", "Delete");
  await expect(cleos.row("Dill")).toHaveCount(0);

  await cleo.getByRole("link", { name: "See all guests" }).click();
  await expect(cleo.getByRole("heading", { name: "2 guests" })).toBeVisible();
  await expect(cleo.getByRole("button", { name: "Make a link" })).toHaveCount(0);
});

for (const way of ["page's way to the API", "API"] as const) {
  test(`the ${way} refuses what a viewer changes`, async ({ person, dinner, api, system, apiAccess }) => {
    const own = await dinner({ host: "ada", guests: { cleo: "viewer", ben: "editor" }, items: ["Trout"] });
    const as = async (name: "ben" | "cleo"): Promise<RawApi> =>
      way !== "API"
        ? pageApi((await person(name)).request, system, apiAccess)
        : directApi(await accessTokenOf(system, people[name]), system);
    const cleo = await as("cleo");
    const id = randomUUID();
    const created = { id, dinner_id: own.id, title: "Smuggled", position: "a9" };
    const before = await storedItems(api, own);

    const changed = await cleo(changes.replace(", $new: items_insert_input!", ""), {
      item: own.items[0]?.id,
      dinner: own.id,
    });
    expect(changed).toEqual({ data: { change: null, remove: null, rename: null } });
    const inserted = await cleo(insertion, { new: created });
    expect(inserted.errors?.[0]?.extensions?.code).toBe("permission-error");
    expect(inserted.data ?? undefined).toBeUndefined();
    expect(await storedItems(api, own)).toEqual(before);

    // The same insertion by an editor passes: it was refused for want of rights and nothing else.
    expect((await (await as("ben"))(insertion, { new: created })).data).toEqual({ insert_items_one: { id } });
  });

  test(`the ${way} tells somebody who is no guest nothing`, async ({ person, dinner, system, apiAccess }) => {
    const own = await dinner({ host: "ada", guests: { ben: "viewer" }, items: ["Trout", "Dill"] });
    const as = async (name: "ben" | "dan"): Promise<RawApi> =>
      way !== "API"
        ? pageApi((await person(name)).request, system, apiAccess)
        : directApi(await accessTokenOf(system, people[name]), system);
    const variables = { dinner: own.id };
    expect(await (await as("dan"))(everything, variables)).toEqual({ data: nothing });
    const seen = await (await as("ben"))(everything, variables);
    expect(seen.data).toMatchObject({
      dinners_by_pk: { title: own.title },
      items_aggregate: { aggregate: { count: 2, max: { title: "Trout" } } },
      dinner_members_aggregate: { aggregate: { count: 2 } },
    });
  });
}

test("somebody who is no guest subscribes to nothing and finds no page", async ({
  person,
  dinner,
  guard,
  system,
  apiAccess,
}) => {
  const own = await dinner({ host: "ada", guests: { ben: "viewer" }, items: ["Trout"] });
  const [dan, ben] = await Promise.all([person("dan"), person("ben")]);
  guard.expect(/status of 404/);
  const answer = await dan.goto(own.path);
  expect(answer?.status()).toBe(404);
  expect(await answer?.text()).not.toContain("Trout");
  await expect(dan.getByRole("heading", { name: "There’s nothing here" })).toBeVisible();
  await dan.goto("/dinners");
  await ben.goto("/dinners");

  const asks = {
    byPk: "subscription ($dinner: uuid!) { dinners_by_pk(id: $dinner) { id title items { title } } }",
    list: "subscription ($dinner: uuid!) { items(where: { dinner_id: { _eq: $dinner } }) { title } }",
    count:
      "subscription ($dinner: uuid!) { items_aggregate(where: { dinner_id: { _eq: $dinner } }) { aggregate { count } } }",
  };
  const variables = { dinner: own.id };
  const [dans, bens] = await Promise.all([dan, ben].map((page) => socketAccess(page, system, apiAccess)));
  expect(await firstFrame(dan, dans!, asks.byPk, variables)).toEqual({ data: { dinners_by_pk: null } });
  expect(await firstFrame(dan, dans!, asks.list, variables)).toEqual({ data: { items: [] } });
  expect(await firstFrame(dan, dans!, asks.count, variables)).toEqual({
    data: { items_aggregate: { aggregate: { count: 0 } } },
  });
  expect(await firstFrame(ben, bens!, asks.count, variables)).toEqual({
    data: { items_aggregate: { aggregate: { count: 1 } } },
  });

  const nobody = await fetch(`${system.urls.hasura}/v1/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ dinners { id } }" }),
  });
  expect(((await nobody.json()) as { data?: unknown }).data).toBeUndefined();
});

test("a private item is there for its author alone", async ({ person, dinner, system, apiAccess }) => {
  const own = await dinner({
    host: "ada",
    guests: { ben: "editor" },
    items: ["Trout", { title: "Birthday surprise", isPrivate: true }],
  });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  const [adas, bens] = [checklistOf(ada), checklistOf(ben)];
  await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
  await expect(adas.row("Birthday surprise")).toContainText("Only you see this");
  expect(await bens.titles()).toEqual(["Trout"]);
  expect(await (await ben.request.get(own.path)).text()).not.toContain("Birthday surprise");
  const count =
    "query ($dinner: uuid!) { items_aggregate(where: { dinner_id: { _eq: $dinner } }) { aggregate { count } } }";
  const variables = { dinner: own.id };
  expect((await pageApi(ben.request, system, apiAccess)(count, variables)).data).toEqual({
    items_aggregate: { aggregate: { count: 1 } },
  });
  expect((await pageApi(ada.request, system, apiAccess)(count, variables)).data).toEqual({
    items_aggregate: { aggregate: { count: 2 } },
  });

  await adas.choose("Birthday surprise", "Show to everybody");
  await expect(bens.row("Birthday surprise")).toBeVisible();
  await adas.choose("Birthday surprise", "Keep to myself");
  await expect(bens.row("Birthday surprise")).toHaveCount(0);
  await expect(adas.row("Birthday surprise")).toContainText("Only you see this");
});
