import type { Page, Route } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import {
  arrangeBooking,
  askForTable,
  evening,
  storedBookings,
  tableOf,
  watchStates,
} from "./support/booking.ts";
import { acknowledged } from "./support/checklist.ts";

/** Holds one mutation back before it leaves the browser. @returns lets it go */
async function hold(page: Page, operationName: string): Promise<() => void> {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  await page.route("**/graphql", async (route: Route) => {
    const body = route.request().postDataJSON() as { operationName?: string } | null;
    if (body?.operationName === operationName) await opened;
    await route.continue();
  });
  return open;
}

test("everybody sees the restaurants, from caches too", async ({ page, guard }) => {
  const answer = await page.goto("/");
  expect(answer?.ok()).toBe(true);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Restaurants" }).click();
  await expect(page.getByRole("heading", { level: 2 })).toHaveCount(6);
  await expect(page.getByText("Wed–Sun, 19:00–23:00")).toBeVisible();
  await page.getByRole("link", { name: "Saffron House" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Saffron House" })).toBeVisible();
  await expect(page.getByText("Every day, 12:00–15:00 and 18:00–23:30")).toBeVisible();
  await expect(page).toHaveTitle("Saffron House · Potluck");

  for (const path of ["/restaurants", "/restaurants/saffron-house"]) {
    const headers = (await page.request.get(path)).headers();
    expect(headers["cache-control"], path).toContain("public");
    expect(headers["set-cookie"], path).toBeUndefined();
    expect(headers["content-security-policy"], path).not.toContain("nonce-");
  }
  guard.expect(/status of 404/);
  const missing = await page.goto("/restaurants/no-such-place");
  expect(missing?.status()).toBe(404);
  expect(missing?.headers()["cache-control"]).toBe("no-store");
  await expect(page.getByRole("heading", { name: "There’s nothing here" })).toBeVisible();
});

test("the restaurants' pages are the same for somebody who is signed in, and need no scripts", async ({
  browser,
  signedIn,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/restaurants");
  const asNobody = await page.content();
  await context.addCookies(await signedIn("ada"));
  await page.reload();
  expect(await page.content()).toBe(asNobody);
  await page.getByRole("link", { name: "Nori & Ash" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Nori & Ash" })).toBeVisible();
  await context.close();
});

test("a host asks for a table, and it is there before the server has heard of it", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor", cleo: "viewer" } });
  const [page, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([page.goto(own.path), cleo.goto(own.path)]);
  await expect(tableOf(cleo).section).toContainText("At home, unless the host finds a table elsewhere");
  await tableOf(page).section.getByRole("link", { name: "Choose a restaurant" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Find a table" })).toBeVisible();
  await expect(page.getByLabel("For how many?")).toHaveValue("3");

  const release = await hold(page, "AskForTable");
  await askForTable(page, { restaurant: "Casa Maíz", startsAt: evening(4), partySize: 3 });
  await expect(page).toHaveURL(own.path);
  const table = tableOf(page);
  await expect(table.badge("Requested")).toBeVisible();
  await expect(table.status).toHaveText("Asking Casa Maíz…");
  await expect(table.section).toContainText("19:00, for 3");
  await expect(table.section).toContainText("20:00 in Madrid");
  expect(await storedBookings(api, own)).toEqual([]);

  const states = await watchStates(page);
  await acknowledged(page, "AskForTable", async () => release());
  await expect(tableOf(cleo).section.getByRole("heading", { name: "Casa Maíz" })).toBeVisible();
  await expect(tableOf(cleo).section.getByRole("button")).toHaveCount(0);
  await expect(tableOf(cleo).section.getByRole("link", { name: "Change" })).toHaveCount(0);
  expect((await storedBookings(api, own))[0]).toMatchObject({
    party_size: 3,
    restaurant: { slug: "casa-maiz" },
  });
  expect(["Requested", "Requested,Confirmed"]).toContain((await states()).join());
});

test("a host asks for another table instead, and nothing older is painted on the way", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests: { cleo: "viewer" } });
  const id = await arrangeBooking(api, own, {
    slug: "saffron-house",
    status: "confirmed",
    partner_reference: "SH-4711",
  });
  const [page, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([page.goto(own.path), cleo.goto(own.path)]);
  await expect(tableOf(cleo).section).toContainText("Say SH-4711 at the door.");
  await tableOf(page).section.getByRole("link", { name: "Change" }).click();
  await expect(page.getByRole("radio", { name: "Saffron House" })).toBeChecked();
  await expect(page.getByText("A change gives it back, and the restaurant is asked anew.")).toBeVisible();

  const release = await hold(page, "ChangeTable");
  await askForTable(page, { restaurant: "Osteria Lucia", startsAt: evening(5), partySize: 2 });
  await expect(tableOf(page).status).toHaveText("Asking Osteria Lucia…");
  await expect(tableOf(page).section).not.toContainText("SH-4711");
  await expect(tableOf(cleo).section).toContainText("SH-4711");
  const states = await watchStates(page);
  await acknowledged(page, "ChangeTable", async () => release());
  await expect(tableOf(cleo).section.getByRole("heading", { name: "Osteria Lucia" })).toBeVisible();
  expect((await storedBookings(api, own))[0]).toMatchObject({
    id,
    revision: 2,
    restaurant: { slug: "osteria-lucia" },
  });
  expect((await states())[0]).toBe("Requested");
  expect(await states()).not.toContain("none");
});

test("a declined table says why, and one press asks for a time that is free", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests: { cleo: "viewer" } });
  await arrangeBooking(api, own, {
    slug: "the-long-table",
    status: "declined",
    reason: "No table for 4 is free at 19:00.",
    alternatives: [`${evening(3, "21:00")}:00Z`, `${evening(4, "19:30")}:00Z`],
  });
  const [page, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([page.goto(own.path), cleo.goto(own.path)]);
  await expect(tableOf(cleo).status).toHaveText("No table for 4 is free at 19:00.");
  await expect(tableOf(cleo).button(/./)).toHaveCount(0);

  const release = await hold(page, "ChangeTable");
  await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  await tableOf(page).button("21:00").click();
  await expect(tableOf(page).badge("Requested")).toBeVisible();
  await expect(tableOf(page).section).toContainText("21:00, for 4");
  await expect(tableOf(page).button("21:00")).toHaveCount(0);
  await expect(tableOf(page).section.getByRole("heading", { name: "The Long Table" })).toBeFocused();
  await acknowledged(page, "ChangeTable", async () => release());
  await expect(tableOf(cleo).section).toContainText("21:00, for 4");
  expect((await storedBookings(api, own))[0]).toMatchObject({ revision: 2 });
});

test("what the host asked for is taken back and told when it fails, and can be tried again", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada" });
  await arrangeBooking(api, own, {
    slug: "the-long-table",
    status: "declined",
    reason: "Full.",
    alternatives: [`${evening(3, "21:00")}:00Z`],
  });
  const page = await person("ada");
  await page.goto(own.path);
  await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  let isRefused = true;
  await page.route("**/graphql", (route) => {
    const body = route.request().postDataJSON() as { operationName?: string } | null;
    const refusal = { errors: [{ message: "Not now.", extensions: { code: "unexpected", path: "$" } }] };
    return isRefused && body?.operationName === "ChangeTable"
      ? route.fulfill({ json: refusal })
      : route.continue();
  });
  await tableOf(page).button("21:00").click();
  await expect(page.getByText("Couldn’t ask for another table")).toBeVisible();
  await expect(tableOf(page).badge("Declined")).toBeVisible();
  await expect(tableOf(page).button("21:00")).toBeVisible();
  isRefused = false;
  await acknowledged(page, "ChangeTable", () => page.getByRole("button", { name: "Try again" }).click());
  await expect(tableOf(page).section).toContainText("21:00, for 4");
  await expect(tableOf(page).badge("Declined")).toHaveCount(0);
});

test("two tabs that ask at once end with one table, and the slower one is told", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada" });
  const [page, other] = await Promise.all([person("ada"), person("ada")]);
  await Promise.all([page.goto(`${own.path}/table`), other.goto(`${own.path}/table`)]);
  const release = await hold(page, "AskForTable");
  await askForTable(page, { restaurant: "Osteria Lucia", startsAt: evening(6), partySize: 2 });
  await expect(tableOf(page).section.getByRole("heading", { name: "Osteria Lucia" })).toBeVisible();
  await acknowledged(other, "AskForTable", () =>
    askForTable(other, { restaurant: "Casa Maíz", startsAt: evening(6), partySize: 2 }),
  );
  release();
  await expect(page.getByText("Couldn’t ask for the table")).toBeVisible();
  await expect(page.getByText("Somebody else asked for one a moment ago.")).toBeVisible();
  await expect(tableOf(page).section.getByRole("heading", { name: "Casa Maíz" })).toBeVisible();
  expect(await storedBookings(api, own)).toHaveLength(1);
});

test("the form says what is wrong beside each field and loses nothing", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada" });
  const page = await person("ada");
  await page.goto(`${own.path}/table`);
  await page.getByLabel("When?").fill("2020-01-01T19:00");
  await page.getByLabel("For how many?").fill("99");
  await page.getByRole("button", { name: "Ask for this table" }).click();
  await expect(page.getByText("Choose a restaurant.")).toBeVisible();
  await expect(page.getByText("That time has passed. Choose a later one.")).toBeVisible();
  await expect(page.getByText("Say for how many, from 1 to 50.")).toBeVisible();
  await expect(page.getByRole("radio", { name: "Casa Maíz" })).toBeFocused();
  await expect(page.getByLabel("When?")).toHaveValue("2020-01-01T19:00");

  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Nori & Ash" })).toBeChecked();
  await page.getByLabel("When?").fill(evening(5, "09:00"));
  await expect(page.getByText("Nori & Ash is not open then.")).toBeVisible();
  await page.getByLabel("When?").fill(evening(5, "19:30"));
  await page.getByLabel("For how many?").fill("2");
  await acknowledged(page, "AskForTable", () =>
    page.getByRole("button", { name: "Ask for this table" }).click(),
  );
  await expect(page).toHaveURL(own.path);
  expect(await storedBookings(api, own)).toHaveLength(1);
});

test("a table is asked for where scripts don't run, mistakes and all", async ({
  browser,
  signedIn,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada" });
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(await signedIn("ada"));
  const page = await context.newPage();
  await page.goto(own.path);
  await page.getByRole("link", { name: "Choose a restaurant" }).click();
  await askForTable(page, { restaurant: "The Green Room", startsAt: evening(5, "18:00"), partySize: 99 });
  await expect(page.getByText("Say for how many, from 1 to 50.")).toBeVisible();
  await expect(page.getByRole("radio", { name: "The Green Room" })).toBeChecked();
  await expect(page.getByLabel("When?")).toHaveValue(evening(5, "18:00"));
  await expect(page.getByLabel("For how many?")).toHaveValue("99");
  await page.getByLabel("For how many?").fill("4");
  await page.getByRole("button", { name: "Ask for this table" }).click();
  await expect(tableOf(page).section.getByRole("heading", { name: "The Green Room" })).toBeVisible();
  await expect(tableOf(page).section).toContainText("18:00, for 4");
  expect((await storedBookings(api, own))[0]).toMatchObject({
    restaurant: { slug: "green-room" },
    party_size: 4,
  });
  await context.close();
});

test("a host cancels after being asked, and it is painted at once", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", guests: { cleo: "viewer" } });
  await arrangeBooking(api, own, { slug: "saffron-house", status: "confirmed", partner_reference: "SH-1" });
  const [page, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([page.goto(own.path), cleo.goto(own.path)]);
  await tableOf(page).button("Cancel the table").click();
  const dialog = page.getByRole("alertdialog", { name: "Cancel the table at Saffron House?" });
  await expect(dialog).toContainText("that gives this one back too");
  await page.keyboard.press("Escape");
  await expect(tableOf(page).button("Cancel the table")).toBeFocused();

  await tableOf(page).button("Cancel the table").click();
  const release = await hold(page, "CancelBooking");
  await dialog.getByRole("button", { name: "Cancel the table" }).click();
  await expect(tableOf(page).badge("Cancelling")).toBeVisible();
  await expect(tableOf(cleo).badge("Confirmed")).toBeVisible();
  await expect(tableOf(page).section.getByRole("heading", { name: "Saffron House" })).toBeFocused();
  const states = await watchStates(page);
  await acknowledged(page, "CancelBooking", async () => release());
  await expect(tableOf(cleo).section).toContainText(/Cancelling|Cancelled/);
  expect(["Cancelling", "Cancelling,Cancelled"]).toContain((await states()).join());
});

test("a guest can look at the form's page and ask for nothing", async ({ person, dinner }) => {
  const own = await dinner({ host: "ada", guests: { ben: "editor" } });
  const ben = await person("ben");
  await ben.goto(`${own.path}/table`);
  await expect(ben.getByText("Only the host of a dinner asks for its table.")).toBeVisible();
  await expect(ben.getByRole("radio")).toHaveCount(0);
  const refused = await ben.request.post(`${own.path}/table`, {
    headers: { origin: new URL(ben.url()).origin },
    form: {
      restaurant: "00000000-0000-4000-8000-000000000000",
      startsAt: evening(5),
      timeZone: "UTC",
      partySize: "2",
    },
  });
  expect(refused.status()).toBe(403);
});

test("what happens arrives live, and what was before is there at once", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", guests: { cleo: "viewer" } });
  const write = (kind: string, payload: unknown): Promise<unknown> =>
    api(`mutation ($entry: activity_insert_input!) { insert_activity_one(object: $entry) { id } }`, {
      entry: {
        dinner_id: own.id,
        actor_id: "auth0|ada",
        kind,
        payload,
        happened_at: new Date().toISOString(),
      },
    });
  await write("guest-joined", { guest: { id: "auth0|dan", name: "Dan Ibarra" }, role: "viewer" });
  const cleo = await person("cleo");
  await cleo.goto(own.path);
  const list = cleo.getByRole("region", { name: "What happened" }).getByRole("listitem");
  await expect(list.filter({ hasText: "Dan Ibarra joined the dinner" })).toContainText("just now");
  await write("dinner-eaten", {});
  await write("role-changed", {
    guest: { id: "auth0|cleo", name: "Cleo Marsh" },
    from: "viewer",
    to: "editor",
  });
  await expect(list.first()).toContainText("Ada Fern let you edit the checklist");
  await expect(list.filter({ hasText: "Dan Ibarra joined the dinner" })).toHaveCount(1);
});
