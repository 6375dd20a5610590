import type { BrowserContext, Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";
import { isGraphql } from "./support/page-access.ts";
import { keptChanges } from "./support/kept-changes.ts";
import { people, signIn, submitCredentials } from "./support/people.ts";

/** Lets no request to the API through, until it is called. */
async function blockApi(context: BrowserContext): Promise<() => Promise<void>> {
  const matches = (url: URL): boolean => isGraphql(url.href);
  await context.route(matches, (route) => route.abort("connectionrefused"));
  return () => context.unroute(matches);
}

const note = (page: Page) => page.getByRole("status").filter({ hasText: /kept here/ });

test("changes made offline survive a reload, and are saved once and in order", async ({
  person,
  dinner,
  api,
  guard,
}) => {
  guard.allow(/net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)/);
  const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Bread", "Wine", "Salt"] });
  const [page, ben] = await Promise.all([person("ada"), person("ben")]);
  await Promise.all([page.goto(own.path), ben.goto(own.path)]);
  const checklist = checklistOf(page);
  await page.waitForLoadState("networkidle"); // the code of menus is there
  const stored = async () => (await storedItems(api, own)).map(({ title, done }) => [title, done]);
  const before = await stored();

  await page.context().setOffline(true);
  await checklist.tick("Bread").click();
  await checklist.add("Butter");
  await checklist.list.getByRole("button", { name: "Rename Butter" }).click();
  const field = checklist.list.getByRole("textbox", { name: "New name for Butter" });
  await field.fill("Salted butter");
  await field.press("Enter");
  await expect(checklist.row("Salted butter")).toBeVisible();
  await checklist.choose("Wine", "Delete");
  await expect(checklist.row("Wine")).toHaveCount(0);
  await expect(note(page)).toHaveText(/4 changes are kept here/);
  expect(await stored()).toEqual(before);

  // A page of the server can only be had with a connection; the API stays out of reach.
  const unblock = await blockApi(page.context());
  await page.context().setOffline(false);
  await page.reload();
  await expect(checklist.row("Salted butter")).toHaveCount(1);
  await expect(checklist.tick("Bread")).toBeChecked();
  await expect(checklist.row("Wine")).toHaveCount(0);
  await expect(note(page)).toHaveText(/4 changes are kept here, and saved as soon as possible/);
  expect(await stored()).toEqual(before);
  expect(await keptChanges(page)).toEqual(["ChangeItem", "AddItem", "ChangeItem", "RemoveItem"]);
  await checklist.add("Cheese");

  const theirs = checklistOf(ben);
  await unblock();
  await expect(theirs.row("Cheese")).toHaveCount(1, { timeout: 45_000 });
  expect(await theirs.titles()).toEqual(["Bread", "Salt", "Salted butter", "Cheese"]);
  await expect(theirs.tick("Bread")).toBeChecked();
  await expect(note(page)).toHaveCount(0);
  expect(await stored()).toEqual([
    ["Bread", true],
    ["Salt", false],
    ["Salted butter", false],
    ["Cheese", false],
  ]);
  await expect.poll(() => keptChanges(page)).toEqual([]);
  await page.reload();
  expect(await checklist.titles()).toEqual(["Bread", "Salt", "Salted butter", "Cheese"]);
});

test("a change whose answer is lost is not made twice", async ({ person, dinner, api, guard }) => {
  guard.allow(/net::ERR_/);
  const own = await dinner({ host: "ada", items: ["Bread"] });
  const page = await person("ada");
  await page.goto(own.path);
  const checklist = checklistOf(page);
  let lost = 0;
  await page.route(
    (url) => isGraphql(url.href),
    async (route) => {
      const { operationName } = (route.request().postDataJSON() ?? {}) as { operationName?: string };
      if (lost > 0 || !operationName?.endsWith("Item")) return route.continue();
      lost++;
      await route.fetch({ headers: await route.request().allHeaders() });
      return route.abort("connectionreset");
    },
  );
  await checklist.tick("Bread").click();
  // Somebody else takes it back before the page can ask again what became of it.
  await expect.poll(async () => (await storedItems(api, own))[0]?.done).toBe(true);
  await api(
    `mutation ($id: uuid!) { update_items_by_pk(pk_columns: { id: $id }, _set: { done: false }) { id } }`,
    { id: own.items[0]?.id },
  );
  await expect.poll(() => keptChanges(page)).toEqual([]);
  await expect(checklist.tick("Bread")).not.toBeChecked();
  expect(lost).toBe(1);
  expect((await storedItems(api, own))[0]?.done).toBe(false);
  await expect(page.getByRole("region", { name: /Messages/ }).getByRole("alertdialog")).toHaveCount(0);
});

for (const way of ["signs out", "signs out everywhere", "gives way to another person"] as const) {
  test(`nothing of what waits is left in the browser when somebody ${way}`, async ({
    stranger,
    dinner,
    api,
    guard,
  }) => {
    guard.allow(/net::ERR_CONNECTION_REFUSED|status of 40[14]/);
    const own = await dinner({ host: "ben", items: ["Bread"] });
    const page = await stranger();
    await signIn(page, people.ben, own.path);
    await expect(checklistOf(page).row("Bread")).toBeVisible();
    const unblock = await blockApi(page.context());
    await checklistOf(page).add("Quinces");
    await expect.poll(() => keptChanges(page)).toEqual(["AddItem"]);

    if (way === "gives way to another person") {
      await page.goto("/auth/login?prompt=login&returnTo=/dinners");
      await submitCredentials(page, people.cleo.email, people.cleo.password);
      await page.waitForURL("/dinners");
    } else {
      await page.getByRole("link", { name: "Account of Ben Osei" }).click();
      const name = way === "signs out" ? "Sign out" : "Sign out everywhere";
      await page.getByRole("button", { name, exact: true }).click();
      await page.waitForURL("/");
    }
    // Of the next person there may be a store; of the first there is none.
    await expect.poll(() => keptChanges(page)).toEqual([]);
    if (way !== "gives way to another person")
      expect(await page.evaluate(async () => await indexedDB.databases())).toEqual([]);
    await unblock();
    await page.goto("/dinners");
    await page.waitForLoadState("networkidle");
    // Whatever happened, it did not happen in somebody else's name.
    const { items } = await api<{ items: { title: string }[] }>(
      `query ($dinner: uuid!, $user: String!) {
        items(where: { dinner_id: { _eq: $dinner }, created_by: { _neq: $user } }) { title }
      }`,
      { dinner: own.id, user: people.ben.id },
    );
    expect(items).toEqual([]);
    if (way !== "gives way to another person")
      expect((await storedItems(api, own)).map(({ title }) => title)).toEqual(["Bread"]);
  });
}
