import { expect, test } from "./fixtures.ts";
import { acknowledged, checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";

test("creating a dinner keeps what was written when something is missing", async ({ person, guard }) => {
  const page = await person("ada");
  await page.goto("/dinners");
  await page.getByRole("link", { name: "Plan a dinner" }).click();
  await expect(page).toHaveURL("/dinners/new");
  await page.getByLabel("Anything people should know?").fill("Bring a chair.\nIndoors if it rains.");
  guard.expect(/status of 422/);
  await page.getByRole("button", { name: "Plan it" }).click();
  const title = page.getByLabel("What is it called?");
  await expect(title).toHaveAttribute("aria-invalid", "true");
  await expect(title).toBeFocused();
  await expect(page.getByText("Give it a name")).toBeVisible();
  await expect(page.getByText("Choose a day and a time.")).toBeVisible();
  await expect(page.getByLabel("Anything people should know?")).toHaveValue(
    "Bring a chair.\nIndoors if it rains.",
  );

  await title.fill("Lantern supper");
  await page.getByLabel("When does it start?").fill("2031-06-21T19:30");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page).toHaveURL(/\/dinners\/[0-9a-f-]{36}$/);
  for (const visit of ["at once", "after a reload"]) {
    await expect(page.getByRole("heading", { level: 1, name: "Lantern supper" }), visit).toBeVisible();
    await expect(page.getByText("Saturday 21 June, 19:30"), visit).toBeVisible();
    await expect(page.getByText("Indoors if it rains."), visit).toBeVisible();
    await page.reload();
  }
});

test("a dinner is created where scripts don't run", async ({ browser, signedIn }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(await signedIn("ben"));
  const page = await context.newPage();
  await page.goto("/dinners/new");
  await page.getByLabel("What is it called?").fill("Supper on paper");
  await page.getByLabel("When does it start?").fill("2031-06-21T19:30");
  await page.getByRole("button", { name: "Plan it" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Supper on paper" })).toBeVisible();
  await context.close();
});

test("items are added, ticked, assigned and renamed: shown at once, and there after a reload", async ({
  person,
  dinner,
}) => {
  const { path } = await dinner({ host: "ada", guests: { ben: "editor" } });
  const page = await person("ada");
  const { composer, list, row, tick, ...checklist } = checklistOf(page);
  await page.goto(path);
  await expect(page.getByText("An empty table")).toBeVisible();

  await acknowledged(page, "AddItem", () => checklist.add("Flatbread"));
  await expect(composer).toBeFocused();
  await expect(composer).toHaveValue("");
  await acknowledged(page, "AddItem", async () => {
    await composer.fill("Olives");
    await composer.press("Enter");
  });
  expect(await checklist.titles()).toEqual(["Flatbread", "Olives"]);

  await acknowledged(page, "ChangeItem", () => tick("Olives").click());
  await expect(tick("Olives")).toBeChecked();
  await expect(page.getByText("1 of 2 ready")).toBeVisible();

  await list.getByRole("button", { name: "Nobody brings Flatbread yet. Choose" }).click();
  await acknowledged(page, "ChangeItem", () => page.getByRole("menuitemradio", { name: "Ben Osei" }).click());
  await expect(list.getByRole("button", { name: "Ben Osei brings Flatbread. Change" })).toBeVisible();

  await list.getByRole("button", { name: "Rename Flatbread" }).click();
  const field = list.getByRole("textbox", { name: "New name for Flatbread" });
  await field.fill("Flatbread, six");
  await acknowledged(page, "ChangeItem", () => field.press("Enter"));
  await expect(list.getByRole("button", { name: "Rename Flatbread, six" })).toBeFocused();

  await page.reload();
  expect(await checklist.titles()).toEqual(["Flatbread, six", "Olives"]);
  await expect(tick("Olives")).toBeChecked();
  await expect(tick("Flatbread, six")).not.toBeChecked();
  await expect(list.getByRole("button", { name: "Ben Osei brings Flatbread, six. Change" })).toBeVisible();
  await expect(row("Flatbread, six")).toHaveCount(1);
});

test("items are put in order by keyboard and by dragging", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", items: ["Starter", "Main", "Cheese", "Dessert"] });
  const page = await person("ada");
  const { handle, row, ...checklist } = checklistOf(page);
  await page.goto(own.path);
  await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();

  await handle("Dessert").focus();
  await acknowledged(page, "ChangeItem", () => page.keyboard.press("ArrowUp"));
  expect(await checklist.titles()).toEqual(["Starter", "Main", "Dessert", "Cheese"]);
  await expect(handle("Dessert")).toBeFocused();
  await acknowledged(page, "ChangeItem", () => page.keyboard.press("Home"));
  expect(await checklist.titles()).toEqual(["Dessert", "Starter", "Main", "Cheese"]);

  const [from, to] = await Promise.all([handle("Dessert").boundingBox(), row("Main").boundingBox()]);
  if (!from || !to) throw new Error("The rows are not on screen.");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2, to.y + to.height * 0.9, { steps: 12 });
  await acknowledged(page, "ChangeItem", () => page.mouse.up());
  expect(await checklist.titles()).toEqual(["Starter", "Main", "Dessert", "Cheese"]);

  await page.reload();
  expect(await checklist.titles()).toEqual(["Starter", "Main", "Dessert", "Cheese"]);
  expect((await storedItems(api, own)).map(({ title }) => title)).toEqual([
    "Starter",
    "Main",
    "Dessert",
    "Cheese",
  ]);
});

test("a deleted item is gone at once and comes back when that is undone", async ({ person, dinner }) => {
  const { path } = await dinner({
    host: "ada",
    items: ["Candles", { title: "Matches", done: true }, "Napkins"],
  });
  const page = await person("ada");
  const { row, tick, choose, ...checklist } = checklistOf(page);
  await page.goto(path);

  await acknowledged(page, "RemoveItem", () => choose("Matches", "Delete"));
  await expect(row("Matches")).toHaveCount(0);
  await expect(tick("Napkins")).toBeFocused();
  await acknowledged(page, "AddItem", () => page.getByRole("button", { name: "Undo" }).click());
  expect(await checklist.titles()).toEqual(["Candles", "Matches", "Napkins"]);
  await expect(tick("Matches")).toBeChecked();
  await page.reload();
  expect(await checklist.titles()).toEqual(["Candles", "Matches", "Napkins"]);

  await acknowledged(page, "RemoveItem", () => choose("Candles", "Delete"));
  await page.reload();
  expect(await checklist.titles()).toEqual(["Matches", "Napkins"]);
});

test("the details of a dinner are changed where they stand", async ({ person, dinner }) => {
  const { path } = await dinner({ host: "ada", title: "Working title" });
  const page = await person("ada");
  await page.goto(path);
  await page.getByRole("button", { name: "Change details" }).click();
  const dialog = page.getByRole("dialog", { name: "Change details" });
  await dialog.getByLabel("What is it called?").fill("Harvest table");
  await dialog.getByLabel("When does it start?").fill("2031-09-20T13:00");
  await acknowledged(page, "ChangeDinner", () => dialog.getByRole("button", { name: "Save" }).click());
  await expect(dialog).toBeHidden();
  await expect(page).toHaveTitle("Harvest table · Potluck");
  for (const visit of ["at once", "after a reload"]) {
    await expect(page.getByRole("heading", { level: 1, name: "Harvest table" }), visit).toBeVisible();
    await expect(page.getByText("Saturday 20 September, 13:00", { exact: true }), visit).toBeVisible();
    await page.reload();
  }
});
