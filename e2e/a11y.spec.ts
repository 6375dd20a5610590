import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { expectNoViolations } from "./support/accessibility.ts";
import { acknowledged, checklistOf } from "./support/checklist.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

const lively = {
  host: "ada",
  guests: { ben: "editor", cleo: "viewer" },
  items: [
    "Sourdough, two loaves",
    { title: "Roast tomatoes", done: true },
    { title: "Present for Ben", isPrivate: true },
    "A line that is far longer than the others, so that it has to break somewhere on the screen of a small telephone",
  ],
} as const;

test("the pages before signing in", async ({ page }) => {
  await page.goto("/");
  await expectNoViolations(page);
  await page.goto("/sign-in");
  await expectNoViolations(page);
});

test("the provider's pages", async ({ page, guard }) => {
  await page.goto("/sign-in");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expectNoViolations(page);
  guard.expect(/status of 400/);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Edda");
  await page.getByLabel("E-mail").fill("edda@potluck.test");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expectNoViolations(page);
});

test("the page in client mode: for nobody, and with a dinner", async ({ page, person, dinner, guard }) => {
  guard.expect(/status of 401/);
  await page.goto("/next");
  await expect(page.getByRole("heading", { name: "Whose dinner?" })).toBeVisible();
  await expectNoViolations(page);
  await dinner({ host: "dan", items: [{ title: "Napkins", assignee: "dan" }] });
  const dans = await person("dan");
  await dans.goto("/next");
  await expect(dans.getByRole("heading", { name: "You bring" })).toBeVisible();
  await expectNoViolations(dans);
});

test("the list of dinners and the account", async ({ person, dinner }) => {
  await dinner(lively);
  const page = await person("ada");
  await page.goto("/dinners");
  await expectNoViolations(page);
  await page.goto("/account");
  await expectNoViolations(page);
});

test("the form for a dinner, with mistakes in it", async ({ person, guard }) => {
  const page = await person("ada");
  await page.goto("/dinners/new");
  guard.expect(/status of 422/);
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByText("Give it a name")).toBeVisible();
  await expectNoViolations(page);
});

test("a dinner as its host sees it", async ({ person, dinner }) => {
  const { path } = await dinner(lively);
  const page = await person("ada");
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  await expectNoViolations(page);
});

test("a dinner's menus, dialogs and messages", async ({ person, dinner }) => {
  const { path } = await dinner(lively);
  const page = await person("ada");
  const { choose, list } = checklistOf(page);
  await page.goto(path);
  await list.getByRole("button", { name: "More for Roast tomatoes" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Change details" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectNoViolations(page);
  await page.keyboard.press("Escape");
  await choose("Roast tomatoes", "Delete");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expectNoViolations(page);
});

test("a dinner as a viewer sees it, and one that is empty", async ({ person, dinner }) => {
  const [full, empty] = await Promise.all([
    dinner(lively),
    dinner({ host: "ada", guests: { cleo: "viewer" } }),
  ]);
  const page = await person("cleo");
  await page.goto(full.path);
  await expectNoViolations(page);
  await page.goto(empty.path);
  await expectNoViolations(page);
});

test("the guests, with a link that was just made", async ({ person, dinner }) => {
  const { path } = await dinner(lively);
  const page = await person("ada");
  await page.goto(`${path}/guests`);
  await page.getByRole("button", { name: "Make a link" }).click();
  await expect(page.getByRole("textbox", { name: "Invitation link" })).toBeVisible();
  await expectNoViolations(page);
});

test("an invitation, one that is closed, and an address that leads nowhere", async ({
  person,
  stranger,
  dinner,
  guard,
}) => {
  const { path } = await dinner(lively);
  const host = await person("ada");
  await host.goto(`${path}/guests`);
  await host.getByRole("button", { name: "Make a link" }).click();
  const link = await host.getByRole("textbox", { name: "Invitation link" }).inputValue();
  const page = await stranger();
  await page.goto(link);
  await expect(page.getByRole("link", { name: "Sign in to take a seat" })).toBeVisible();
  await expectNoViolations(page);
  guard.expect(/status of 404/);
  for (const address of ["/join/nothing", "/nowhere"]) {
    await page.goto(address);
    await expectNoViolations(page);
  }
});

test("an item is added, ticked and moved with the keyboard alone", async ({ person, dinner }) => {
  const { path } = await dinner({ host: "ada", items: ["Bread"] });
  const page = await person("ada");
  const { composer, tick, handle, titles } = checklistOf(page);
  await page.goto(path);
  await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, composer, "Tab");
  await page.keyboard.type("Butter");
  await acknowledged(page, "AddItem", () => page.keyboard.press("Enter"));
  await tabTo(page, tick("Butter"), "Shift+Tab");
  await acknowledged(page, "ChangeItem", () => page.keyboard.press("Space"));
  await expect(tick("Butter")).toBeChecked();
  await tabTo(page, handle("Butter"), "Shift+Tab");
  await acknowledged(page, "ChangeItem", () => page.keyboard.press("ArrowUp"));
  expect(await titles()).toEqual(["Butter", "Bread"]);
  await expect(handle("Butter")).toBeFocused();
});

/** Presses a key until something has the focus; every stop on the way has to show that it has it. */
async function tabTo(
  page: Page,
  target: ReturnType<Page["locator"]>,
  key: "Tab" | "Shift+Tab",
): Promise<void> {
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press(key);
    const isVisible = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return true;
      const marked = [focused, focused.parentElement, focused.parentElement?.parentElement];
      return marked.some((element) => {
        if (!element) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (
          (outlineStyle !== "none" && outlineWidth !== "0px") || (element !== focused && boxShadow !== "none")
        );
      });
    });
    expect(isVisible, "the focus is visible").toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error("Forty presses of the key don't lead there.");
}
