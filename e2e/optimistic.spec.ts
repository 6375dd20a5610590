import type { JSHandle, Page, Route } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { acknowledged, checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";

/** A gate in front of the gateway. */
interface Gate {
  /** Resolves when something waits at the gate. */
  reached: Promise<void>;
  open(): void;
}

function operationOf(route: Route): string | undefined {
  return (route.request().postDataJSON() as { operationName?: string } | null)?.operationName;
}

/** Holds one operation back until the gate is opened: before it leaves the browser, or the answer to it. */
async function hold(page: Page, operationName: string, what: "request" | "answer"): Promise<Gate> {
  let reach = (): void => {};
  let open = (): void => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  await page.route("**/graphql", async (route) => {
    if (operationOf(route) !== operationName) return route.continue();
    if (what === "request") {
      reach();
      await opened;
      return route.continue();
    }
    const response = await route.fetch({ headers: await route.request().allHeaders() });
    reach();
    await opened;
    return route.fulfill({ response });
  });
  return { reached, open };
}

/** Counts frames in which a line is missing or doubled, from now on. */
function watchLine(page: Page, title: string): Promise<JSHandle<{ missing: number; doubled: number }>> {
  return page.evaluateHandle((text) => {
    const seen = { missing: 0, doubled: 0 };
    const look = (): void => {
      const lines = [...document.querySelectorAll("[data-item]")].filter((line) =>
        line.textContent?.includes(text),
      );
      if (lines.length === 0) seen.missing++;
      if (lines.length > 1) seen.doubled++;
    };
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    return seen;
  }, title);
}

test("a change is painted before the server has heard of it, and stays", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", items: ["Bread"] });
  const page = await person("ada");
  await page.goto(own.path);
  const checklist = checklistOf(page);
  const gate = await hold(page, "AddItem", "request");
  await checklist.add("Butter");
  await expect(checklist.row("Butter")).toBeVisible();
  const line = await watchLine(page, "Butter");
  await gate.reached;
  expect((await storedItems(api, own)).map(({ title }) => title)).toEqual(["Bread"]);

  await acknowledged(page, "AddItem", async () => gate.open());
  await expect.poll(async () => (await storedItems(api, own)).length).toBe(2);
  // A change of somebody else that arrives live proves that the snapshots after the answer are in.
  await api(
    `mutation ($id: uuid!) { update_items_by_pk(pk_columns: { id: $id }, _set: { done: true }) { id } }`,
    {
      id: own.items[0]?.id,
    },
  );
  await expect(checklist.tick("Bread")).toBeChecked();
  expect(await line.jsonValue()).toEqual({ missing: 0, doubled: 0 });
  await page.reload();
  expect(await checklist.titles()).toEqual(["Bread", "Butter"]);
});

test("live snapshots that overtake the answer change nothing that is painted", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Bread"] });
  const [page, ben] = await Promise.all([person("ada"), person("ben")]);
  await Promise.all([page.goto(own.path), ben.goto(own.path)]);
  const checklist = checklistOf(page);
  const gate = await hold(page, "AddItem", "answer");
  await checklist.add("Butter");
  await expect(checklist.row("Butter")).toBeVisible();
  const line = await watchLine(page, "Butter");
  await gate.reached;
  await expect(checklistOf(ben).row("Butter")).toBeVisible();
  await checklistOf(ben).tick("Bread").click();
  await expect(checklist.tick("Bread")).toBeChecked();
  await expect(checklist.row("Butter")).toHaveCount(1);

  await acknowledged(page, "AddItem", async () => gate.open());
  await checklistOf(ben).tick("Bread").click();
  await expect(checklist.tick("Bread")).not.toBeChecked();
  expect(await line.jsonValue()).toEqual({ missing: 0, doubled: 0 });
  expect((await storedItems(api, own)).map(({ title }) => title)).toEqual(["Bread", "Butter"]);
});

test("a change that fails is taken back alone, told, and can be tried again", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", items: ["Bread"] });
  const page = await person("ada");
  await page.goto(own.path);
  const checklist = checklistOf(page);
  let isDown = true;
  await page.route("**/graphql", (route) => {
    const isButter = JSON.stringify(route.request().postDataJSON()).includes("Butter");
    const errors = [{ message: "Something broke.", extensions: { code: "unexpected", path: "$" } }];
    return isDown && isButter ? route.fulfill({ json: { errors } }) : route.continue();
  });
  await checklist.add("Butter");
  await checklist.add("Cheese");
  await checklist.tick("Bread").click();

  const message = page.getByRole("region", { name: /Messages/ }).getByRole("alertdialog");
  await expect(message).toContainText("Couldn’t add “Butter”");
  await expect(checklist.row("Butter")).toHaveCount(0);
  await expect(checklist.row("Cheese")).toBeVisible();
  await expect(checklist.tick("Bread")).toBeChecked();
  await expect
    .poll(async () => (await storedItems(api, own)).map(({ title, done }) => [title, done]))
    .toEqual([
      ["Bread", true],
      ["Cheese", false],
    ]);

  isDown = false;
  await acknowledged(page, "AddItem", () => message.getByRole("button", { name: "Try again" }).click());
  await expect(checklist.row("Butter")).toBeVisible();
  await expect(message).toHaveCount(0);
  await page.reload();
  expect((await checklist.titles()).toSorted()).toEqual(["Bread", "Butter", "Cheese"]);
});

test("a change that the API refuses is taken back and explained", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Bread"] });
  const ben = await person("ben");
  await ben.goto(own.path);
  const checklist = checklistOf(ben);
  const gate = await hold(ben, "ChangeItem", "request");
  await checklist.tick("Bread").click();
  await gate.reached;
  await expect(checklist.tick("Bread")).toBeChecked();
  await api(
    `mutation ($dinner: uuid!) {
      update_dinner_members_by_pk(pk_columns: { dinner_id: $dinner, user_id: "auth0|ben" }, _set: { role: viewer }) { role }
    }`,
    { dinner: own.id },
  );
  await expect(checklist.composer).toBeHidden();
  gate.open();
  await expect(ben.getByText("Couldn’t change the checklist")).toBeVisible();
  await expect(checklist.row("Bread")).toContainText("Not ready yet");
  expect((await storedItems(api, own))[0]?.done).toBe(false);
});
