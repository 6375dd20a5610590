import type { BrowserContext, Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import type { AdminApi } from "./support/admin-api.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems, type Dinner } from "./support/dinners.ts";
import { isGraphql } from "./support/page-access.ts";
import { keptChanges } from "./support/kept-changes.ts";
import { people, signIn, submitCredentials, type Person } from "./support/people.ts";
import { signUp } from "./support/sign-up.ts";

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

test("what a closed tab was not able to save is saved by another, without a reload", async ({
  person,
  dinner,
  api,
  guard,
}) => {
  guard.allow(/net::ERR_CONNECTION_REFUSED/);
  const own = await dinner({ host: "ada", items: ["Bread"] });
  const page = await person("ada");
  const other = await page.context().newPage();
  await Promise.all([page.goto(own.path), other.goto(own.path)]);
  const unblock = await blockApi(page.context());
  await checklistOf(page).add("Dates");
  await expect.poll(() => keptChanges(page)).toEqual(["AddItem"]);
  await checklistOf(other).add("Figs");
  await expect.poll(() => keptChanges(other)).toEqual(["AddItem", "AddItem"]);

  await page.close();
  await expect(checklistOf(other).row("Dates")).toHaveCount(1, { timeout: 30_000 });
  await expect(note(other)).toHaveText(/2 changes are kept here/);
  await unblock();
  await expect.poll(() => keptChanges(other), { timeout: 45_000 }).toEqual([]);
  const titles = (await storedItems(api, own)).map(({ title }) => title);
  expect(titles.toSorted()).toEqual(["Bread", "Dates", "Figs"]);
});

/** Makes an account whose owner edits a dinner, and has changed something there that waits to be saved. */
async function waitingChange(page: Page, own: Dinner, api: AdminApi) {
  await page.goto("/sign-in?returnTo=/dinners");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  const who = await signUp(page, api, "/dinners");
  await api(
    `mutation ($guest: dinner_members_insert_input!) { insert_dinner_members_one(object: $guest) { user_id } }`,
    { guest: { dinner_id: own.id, user_id: who.id, role: "editor" } },
  );
  await page.goto(own.path);
  await expect(checklistOf(page).row("Bread")).toBeVisible();
  const unblock = await blockApi(page.context());
  await checklistOf(page).add("Quinces");
  await expect.poll(() => keptChanges(page)).toEqual(["AddItem"]);
  return { who, unblock };
}

/** Signs out on the account page. */
async function signOut(page: Page, { name }: Person, button: "Sign out" | "Sign out everywhere") {
  await page.getByRole("link", { name: `Account of ${name}` }).click();
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.waitForURL("/");
}

const databases = (page: Page) => page.evaluate(async () => await indexedDB.databases());

for (const way of ["signs out", "signs out everywhere", "signs out everywhere in another browser"] as const) {
  const isElsewhere = way === "signs out everywhere in another browser";
  const tag = isElsewhere ? "@gateway" : [];
  test(
    `nothing of what waits is left in the browser when somebody ${way}`,
    { tag },
    async ({ stranger, dinner, api, guard }) => {
      guard.allow(/net::ERR_CONNECTION_REFUSED|status of 40[14]/);
      const own = await dinner({ host: "ben", items: ["Bread"] });
      const page = await stranger();
      const { who, unblock } = await waitingChange(page, own, api);
      if (isElsewhere) {
        const elsewhere = await stranger();
        await signIn(elsewhere, who);
        await signOut(elsewhere, who, "Sign out everywhere");
        await page.waitForURL(/\/sign-in/);
      } else await signOut(page, who, way === "signs out" ? "Sign out" : "Sign out everywhere");

      await expect.poll(() => databases(page)).toEqual([]);
      await unblock();
      // The provider knows this browser still, when it was another that signed out.
      if (isElsewhere) await page.goto(`/auth/login?returnTo=${own.path}`);
      else await signIn(page, who, own.path);
      await expect(checklistOf(page).row("Bread")).toBeVisible();
      await page.waitForLoadState("networkidle");
      await expect(checklistOf(page).row("Quinces")).toHaveCount(0);
      expect((await storedItems(api, own)).map(({ title }) => title)).toEqual(["Bread"]);
    },
  );
}

test("nothing of what waits is left in the browser, or sent, when somebody gives way to another person", async ({
  stranger,
  dinner,
  api,
  guard,
}) => {
  guard.allow(/net::ERR_CONNECTION_REFUSED|status of 40[14]/);
  const own = await dinner({ host: "ben", guests: { cleo: "editor" }, items: ["Bread"] });
  const page = await stranger();
  const { unblock } = await waitingChange(page, own, api);
  await page.goto(`/auth/login?prompt=login&returnTo=${own.path}`);
  await submitCredentials(page, people.cleo.email, people.cleo.password);
  await page.waitForURL(own.path);
  // The other person's own store may be there.
  await expect.poll(() => keptChanges(page)).toEqual([]);
  await unblock();
  await checklistOf(page).add("Pears");
  await expect.poll(async () => (await storedItems(api, own)).length).toBe(2);
  await expect.poll(() => keptChanges(page)).toEqual([]);
  expect((await storedItems(api, own)).map(({ title }) => title)).toEqual(["Bread", "Pears"]);
});
