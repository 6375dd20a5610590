import type { Locator, Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";
import { holdScripts } from "./support/held-scripts.ts";

/** What is pressed on the page of a dinner that has plates and cups on its list. */
function controlsOf(page: Page): Record<"details" | "menu" | "otherMenu" | "lock", Locator> {
  const button = (name: string): Locator => page.getByRole("button", { name });
  return {
    details: button("Change details"),
    menu: button("More for Plates"),
    otherMenu: button("More for Cups"),
    lock: button("Only I see it"),
  };
}

const overlays = (page: Page): Locator => page.locator("[role=menu], [role=dialog] form");

test.describe("before a page is hydrated", () => {
  test("an impatient double press opens once", async ({ person, dinner }) => {
    const { path } = await dinner({ host: "ada", items: ["Plates", "Cups"] });
    const page = await person("ada");
    const release = await holdScripts(page);
    await page.goto(path, { waitUntil: "commit" });
    await controlsOf(page).details.dblclick();
    release();
    await expect(page.getByRole("dialog", { name: "Change details" })).toHaveCount(1);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // Whatever were still to be done would be done before this.
    await checklistOf(page).add("Spoons");
    await expect(checklistOf(page).row("Spoons")).toBeVisible();
    await expect(overlays(page)).toHaveCount(0);
  });

  test("presses are done in order, and of two that open something the last", async ({ person, dinner }) => {
    const { path } = await dinner({ host: "ada", items: ["Plates", "Cups"] });
    const page = await person("ada");
    const release = await holdScripts(page);
    await page.goto(path, { waitUntil: "commit" });
    const { details, menu, otherMenu, lock } = controlsOf(page);
    for (const button of [details, menu, lock, otherMenu]) await button.click();
    release();
    await expect(page.getByRole("menu", { name: "More for Cups" })).toBeVisible();
    await expect(overlays(page)).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(lock).toHaveAttribute("aria-pressed", "true");
  });

  test("a press with the keyboard counts", async ({ person, dinner }) => {
    const { path } = await dinner({ host: "ada", items: ["Plates", "Cups"] });
    const page = await person("ada");
    const release = await holdScripts(page);
    await page.goto(path, { waitUntil: "commit" });
    const { menu } = controlsOf(page);
    await menu.press("Enter");
    release();
    await expect(page.getByRole("menu", { name: "More for Plates" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(menu).toBeFocused();
  });

  test("a press is given up after a while", async ({ person, dinner }) => {
    const { path } = await dinner({ host: "ada", items: ["Plates", "Cups"] });
    const page = await person("ada");
    const release = await holdScripts(page);
    await page.goto(path, { waitUntil: "commit" });
    await controlsOf(page).menu.click();
    await page.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() + 11_000;
    });
    release();
    await checklistOf(page).add("Spoons");
    await expect(checklistOf(page).row("Spoons")).toBeVisible();
    await expect(overlays(page)).toHaveCount(0);
  });

  test("a press is given up by whoever leaves", async ({ person, dinner }) => {
    const { path } = await dinner({ host: "ada", items: ["Plates", "Cups"] });
    const page = await person("ada");
    const release = await holdScripts(page);
    const lockAfterHydration = await watchLock(page);
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route("**/dinners", async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto(path, { waitUntil: "commit" });
    await controlsOf(page).lock.click();
    await page.getByRole("link", { name: "All dinners" }).click({ noWaitAfter: true });
    release();
    expect(await lockAfterHydration(), "pressed, while the next page is on its way").toBe("false");
    arrive();
    await expect(page.getByRole("heading", { name: "Your dinners" })).toBeVisible();
  });

  test("a choice from a list counts", async ({ person, dinner, api }) => {
    const { id, path } = await dinner({ host: "ada", guests: { ben: "editor" } });
    const page = await person("ada");
    const release = await holdScripts(page);
    await page.goto(`${path}/guests`, { waitUntil: "commit" });
    const choice = page.getByLabel("What Ben Osei can do");
    await choice.selectOption("viewer");
    release();
    await expect
      .poll(async () => {
        const { dinner_members: members } = await api<{ dinner_members: { role: string }[] }>(
          `query ($dinner: uuid!) {
            dinner_members(where: { dinner_id: { _eq: $dinner }, user_id: { _eq: "auth0|ben" } }) { role }
          }`,
          { dinner: id },
        );
        return members;
      })
      .toEqual([{ role: "viewer" }]);
    await expect(choice).toHaveValue("viewer");
  });
});

test("going back to a page brings no tick back that somebody has taken away since", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  const { tick, ...checklist } = checklistOf(page);
  const isStored = async (): Promise<boolean | undefined> => (await storedItems(api, own))[0]?.done;
  await page.goto(own.path);
  await tick("Plates").click();
  await expect.poll(isStored).toBe(true);
  await page.goto("/sign-in");
  await api(
    `mutation ($dinner: uuid!) {
      update_items(where: { dinner_id: { _eq: $dinner } }, _set: { done: false }) { affected_rows }
    }`,
    { dinner: own.id },
  );
  await page.goBack();
  await checklist.add("Cups");
  await expect(tick("Cups")).toBeVisible();
  await expect(tick("Plates")).not.toBeChecked();
  expect(await isStored()).toBe(false);
});

/** @returns waits for hydration and tells whether the composer's lock is pressed then, as seen from inside the page */
async function watchLock(page: Page): Promise<() => Promise<string | null>> {
  let report = (_pressed: string | null): void => {};
  const reported = new Promise<string | null>((resolve) => (report = resolve));
  await page.exposeBinding("reportLock", (_source, pressed: string | null) => report(pressed));
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      // Hydration enables the composer's button.
      if (!document.querySelector("form button[type=submit]:enabled")) return;
      observer.disconnect();
      const lock = document.querySelector("[aria-pressed]");
      setTimeout(() => {
        const report = window as unknown as { reportLock(pressed: string | null): void };
        report.reportLock(lock?.getAttribute("aria-pressed") ?? null);
      });
    });
    observer.observe(document, { subtree: true, attributeFilter: ["disabled"] });
  });
  return () => reported;
}
