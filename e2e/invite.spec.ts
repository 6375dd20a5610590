import type { Locator, Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { people, submitCredentials } from "./support/people.ts";

/** Makes an invitation on the guests page that is on screen. */
async function makeLink(page: Page, role: "editor" | "viewer"): Promise<string> {
  await page.getByLabel("Whoever follows it").selectOption(role);
  await page.getByRole("button", { name: "Make a link" }).click();
  return page.getByRole("textbox", { name: "Invitation link" }).inputValue();
}

function seatOf(page: Page, name: string): Locator {
  return page
    .getByRole("region", { name: "Around the table" })
    .getByRole("listitem")
    .filter({ hasText: name });
}

test("somebody follows a link, signs in, takes a seat, and appears in the guest list live", async ({
  person,
  stranger,
  dinner,
}) => {
  const { path, title } = await dinner({ host: "ada" });
  const ada = await person("ada");
  await ada.goto(`${path}/guests`);
  await expect(ada.getByRole("heading", { name: "One guest so far" })).toBeVisible();
  const link = await makeLink(ada, "editor");

  const ben = await stranger();
  await ben.goto(link);
  await expect(ben.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(ben.getByText("Ada Fern invites you to")).toBeVisible();
  await ben.getByRole("link", { name: "Sign in to take a seat" }).click();
  // Exactly: the link that was clicked just now begins with the same words.
  await ben.getByRole("main").getByRole("link", { name: "Sign in", exact: true }).click();
  await submitCredentials(ben, people.ben.email, people.ben.password);
  await ben.getByRole("button", { name: "Take a seat" }).click();
  await expect(ben).toHaveURL(path);
  await expect(checklistOf(ben).composer).toBeVisible();

  await expect(ada.getByRole("heading", { name: "2 guests" })).toBeVisible();
  const row = ada.getByRole("listitem").filter({ hasText: "Ben Osei" });
  await expect(row.getByLabel("What Ben Osei can do")).toHaveValue("editor");

  await row.getByLabel("What Ben Osei can do").selectOption("viewer");
  await expect(checklistOf(ben).composer).toBeHidden();
  await row.getByRole("button", { name: "Remove Ben Osei" }).click();
  await ada.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(ben.getByText("This dinner left the table")).toBeVisible();
  await expect(ada.getByRole("heading", { name: "One guest so far" })).toBeVisible();
});

test("two people see each other's edits and presence without reloading", async ({ person, dinner }) => {
  const { path } = await dinner({ host: "ada", guests: { ben: "editor" }, items: ["Soup"] });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  const [adas, bens] = [checklistOf(ada), checklistOf(ben)];
  await ada.goto(path);
  await expect(seatOf(ada, "Ben Osei")).not.toContainText("Here now");
  await ben.goto(path);
  await expect(seatOf(ada, "Ben Osei")).toContainText("Here now");
  await expect(seatOf(ben, "Ada Fern")).toContainText("Here now");

  await adas.add("Radishes");
  await expect(bens.row("Radishes")).toBeVisible();
  await bens.tick("Radishes").click();
  await expect(adas.tick("Radishes")).toBeChecked();
  await adas.choose("Radishes", "Move up");
  await expect.poll(() => bens.titles()).toEqual(["Radishes", "Soup"]);
  await bens.choose("Soup", "Delete");
  await expect(adas.row("Soup")).toHaveCount(0);

  await bens.composer.focus();
  await expect(seatOf(ada, "Ben Osei")).toContainText("Writing…");
  await ben.getByRole("link", { name: "All dinners" }).click();
  await expect(seatOf(ada, "Ben Osei")).not.toContainText(/Here now|Writing/);
});

test("a link that was taken back opens nothing", async ({ person, dinner, guard }) => {
  const { path, title } = await dinner({ host: "ada" });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await ada.goto(`${path}/guests`);
  const link = await makeLink(ada, "viewer");
  await cleo.goto(link);
  await expect(cleo.getByRole("button", { name: "Take a seat" })).toBeVisible();

  await ada.getByRole("button", { name: /^Take back the link/ }).click();
  await expect(ada.getByRole("heading", { name: "Links out there" })).toBeHidden();
  guard.expect(/status of 404/);
  await cleo.getByRole("button", { name: "Take a seat" }).click();
  await expect(
    cleo.getByRole("alert").or(cleo.getByText("This invitation doesn’t work any more")),
  ).toBeVisible();
  await cleo.goto(link);
  await expect(cleo.getByRole("heading", { name: "This invitation doesn’t work any more" })).toBeVisible();
  await expect(cleo.getByText(title)).toBeHidden();
  await cleo.goto(path);
  await expect(cleo.getByRole("heading", { name: "There’s nothing here" })).toBeVisible();
});
