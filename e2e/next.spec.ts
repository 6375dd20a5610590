import { randomUUID } from "node:crypto";

import { expect, test } from "./fixtures.ts";
import type { AdminApi } from "./support/admin-api.ts";
import { storageOf } from "./support/browser-storage.ts";
import { acknowledged } from "./support/checklist.ts";
import { watchGraphql } from "./support/graphql-traffic.ts";
import { signUp } from "./support/sign-up.ts";

/** Plans a dinner for somebody, in a number of hours. */
async function plan(api: AdminApi, owner: string, title: string, inHours: number): Promise<string> {
  const id = randomUUID();
  await api("mutation ($dinner: dinners_insert_input!) { insert_dinners_one(object: $dinner) { id } }", {
    dinner: {
      id,
      title,
      owner_id: owner,
      starts_at: new Date(Date.now() + inHours * 3_600_000).toISOString(),
    },
  });
  return id;
}

function addItem(api: AdminApi, item: object): Promise<unknown> {
  return api("mutation ($item: items_insert_input!) { insert_items_one(object: $item) { id } }", { item });
}

test("a page that is the same for everybody shows a person's next dinner, live, and stores nothing", async ({
  stranger,
  api,
  guard,
  apiAccess,
}) => {
  const entrance = await stranger();
  // The browser itself writes about the answer that nobody is signed in.
  guard.expect(/status of 401/);
  await entrance.goto("/next");
  await expect(entrance.getByRole("heading", { name: "Whose dinner?" })).toBeVisible();
  await entrance.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  const { id: me } = await signUp(entrance, api, "/next");
  const page = await entrance.context().newPage();
  await entrance.close();

  const traffic = watchGraphql(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.startsWith("/auth/")) asked.push(pathname);
  });
  await page.goto("/next");
  await expect(page.getByRole("heading", { name: "Nothing planned" })).toBeVisible();
  await expect.poll(() => traffic.messages.some(({ kind }) => kind === "next")).toBe(true);
  expect(asked).toEqual([apiAccess === "gateway" ? "/auth/renew" : "/auth/token"]);
  expect(traffic.sockets()).toBe(1);

  // What is planned elsewhere appears, and a sooner dinner takes the place of a later one.
  await plan(api, me, "Later lunch", 50);
  await expect(page.getByRole("heading", { level: 1, name: "Later lunch" })).toBeVisible();
  const id = await plan(api, me, "Sooner supper", 20);
  await expect(page.getByRole("heading", { level: 1, name: "Sooner supper" })).toBeVisible();
  await expect(page.getByText("Nothing so far.")).toBeVisible();
  const mine = { dinner_id: id, created_by: me, assignee_id: me };
  await addItem(api, { ...mine, title: "Rye bread", position: "a0" });
  await addItem(api, { dinner_id: id, created_by: me, title: "Forks", position: "a1" });
  const rye = page.getByRole("checkbox", { name: "Rye bread" });
  await expect(rye).toBeVisible();
  await expect(page.getByRole("link", { name: "One thing nobody brings yet" })).toBeVisible();
  await expect(page.getByText("Forks")).toHaveCount(0);

  await rye.focus();
  await acknowledged(page, "ChangeItem", () => page.keyboard.press("Space"));
  await expect(rye).toBeChecked();
  const { items } = await api<{ items: unknown[] }>(
    "query ($dinner: uuid!) { items(where: { dinner_id: { _eq: $dinner }, done: { _eq: true } }) { title } }",
    { dinner: id },
  );
  expect(items).toEqual([{ title: "Rye bread" }]);

  await expect
    .poll(() => storageOf(page))
    .toEqual({
      local: [],
      session: [],
      databases: [],
      caches: [],
      readableCookies: ["tz"],
    });
  const cookies = await page.context().cookies(page.url());
  expect(cookies.find(({ name }) => name === "potluck")).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  expect(await page.content()).not.toMatch(/eyJ[\w-]{10,}/);

  await page.getByRole("link", { name: "One thing nobody brings yet" }).click();
  await expect(page).toHaveURL(`/dinners/${id}`);
  await expect(page.getByRole("checkbox", { name: "Rye bread" })).toBeChecked();
  await page.getByRole("link", { name: "All dinners" }).click();
  await page.getByRole("link", { name: /just the next dinner/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sooner supper" })).toBeVisible();
  expect(asked, "the session is one and the same all the way").toHaveLength(1);
});

test("it says so when the session or the dinner cannot be had, and goes on when they can", async ({
  person,
  guard,
}) => {
  const page = await person("dan");
  guard.expect(/status of 503/);
  guard.allow(/answer 503/);
  await page.route(/\/auth\/(renew|token)$|\/graphql$/, (route) =>
    route.fulfill({ status: 503, json: { error: "unavailable" } }),
  );
  await page.goto("/next");
  await expect(page.getByRole("heading", { name: "We can’t reach the kitchen" })).toBeVisible();
  await page.unroute(/\/auth\/(renew|token)$|\/graphql$/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("link", { name: "Account of Dan Ibarra" })).toBeVisible();
});
