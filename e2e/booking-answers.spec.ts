import { startSystem } from "@potluck/testing";
import type { System } from "@potluck/testing";

import { expect, test as base } from "./fixtures.ts";
import {
  askForTable,
  createPartnerControl,
  evening,
  storedBookings,
  tableOf,
  watchStates,
} from "./support/booking.ts";
import type { PartnerControl } from "./support/booking.ts";

/** These tests break the booking partner: they have a system of their own. */
const test = base.extend<{ partner: PartnerControl }, { ownSystem: System }>({
  ownSystem: [
    async ({ apiAccess }, use) => {
      const system = await startSystem({ apiAccess });
      await use(system);
      await system.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  system: [({ ownSystem }, use) => use(ownSystem), { scope: "worker" }],
  partner: async ({ ownSystem }, use) => {
    const partner = createPartnerControl(ownSystem);
    await use(partner);
    await partner.reset();
  },
});

test.describe.configure({ mode: "serial" });

const guests = { ben: "editor", cleo: "viewer" } as const;

test("a table is confirmed in every browser, and nobody sees a step back", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  const states = await watchStates(cleo);
  await askForTable(ada, { restaurant: "Casa Maíz", startsAt: evening(4), partySize: 3 });
  for (const page of [ada, cleo]) await expect(tableOf(page).badge("Confirmed")).toBeVisible();
  const [booking] = await storedBookings(api, own);
  expect(booking).toMatchObject({ status: "confirmed", revision: 1 });
  for (const page of [ada, cleo]) {
    await expect(tableOf(page).status).toContainText(
      `Say ${booking?.partner_reference ?? "nothing"} at the door.`,
    );
  }
  expect(["none,Requested,Confirmed", "none,Confirmed"]).toContain((await states()).join());

  const happened = cleo.getByRole("region", { name: "What happened" }).getByRole("listitem");
  await expect(happened.filter({ hasText: "Casa Maíz confirmed the table for 3" })).toHaveCount(1);
  await expect(happened.filter({ hasText: "Ada Fern asked Casa Maíz for a table for 3" })).toHaveCount(1);
});

test("a guest who opens the page late finds the answer in it", async ({
  person,
  browser,
  signedIn,
  dinner,
}) => {
  const own = await dinner({ host: "ada", guests });
  const ada = await person("ada");
  await ada.goto(`${own.path}/table`);
  await askForTable(ada, { restaurant: "Saffron House", startsAt: evening(5), partySize: 2 });
  await expect(tableOf(ada).badge("Confirmed")).toBeVisible();
  const context = await browser.newContext({ javaScriptEnabled: false });
  await context.addCookies(await signedIn("cleo"));
  const late = await context.newPage();
  await late.goto(own.path);
  await expect(tableOf(late).badge("Confirmed")).toBeVisible();
  await expect(late.getByText("Saffron House confirmed the table for 2")).toBeVisible();
  await context.close();
});

test("a declined table offers the next free times, and one press takes one", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  // It opens at seven.
  await askForTable(ada, { restaurant: "The Long Table", startsAt: evening(6, "15:00"), partySize: 4 });
  for (const page of [ada, cleo]) await expect(tableOf(page).badge("Declined")).toBeVisible();
  await expect(tableOf(cleo).section.getByRole("button")).toHaveCount(0);
  await tableOf(ada).section.getByRole("list", { name: "Free instead" }).getByRole("button").first().click();
  for (const page of [ada, cleo]) await expect(tableOf(page).badge("Confirmed")).toBeVisible();
  expect((await storedBookings(api, own))[0]).toMatchObject({ status: "confirmed", revision: 2 });
});

test("while the partner is down the page says so calmly, and nothing is lost", async ({
  person,
  dinner,
  partner,
}) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  await partner.setFaults({ down: true });
  await askForTable(ada, { restaurant: "Osteria Lucia", startsAt: nextTuesday(), partySize: 2 });
  const slow = "Still asking, we keep trying. Nothing is lost.";
  for (const page of [ada, cleo]) await expect(tableOf(page).status).toHaveText(slow, { timeout: 25_000 });
  await partner.setFaults({ down: false });
  for (const page of [ada, cleo]) {
    await expect(tableOf(page).badge("Confirmed")).toBeVisible({ timeout: 60_000 });
  }
});

test("while the restaurant takes its time the page says so, to everybody", async ({
  person,
  dinner,
  partner,
}) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await cleo.clock.install();
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  await partner.setFaults({ delay: 1, delayMs: 60_000 });
  await askForTable(ada, { restaurant: "Casa Maíz", startsAt: evening(9), partySize: 2 });
  await expect(tableOf(cleo).status).toHaveText("Asking Casa Maíz…");
  await cleo.clock.runFor(11_000);
  await expect(tableOf(cleo).status).toHaveText("Still asking, we keep trying. Nothing is lost.");
  await partner.reset();
  await expect(tableOf(ada).badge("Confirmed")).toBeVisible({ timeout: 60_000 });
});

test("a restaurant that cancels says why, to everybody", async ({ person, dinner, api, partner }) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  await askForTable(ada, { restaurant: "Casa Maíz", startsAt: evening(7), partySize: 2 });
  await expect(tableOf(cleo).badge("Confirmed")).toBeVisible();
  const [booking] = await storedBookings(api, own);
  await partner.cancel(booking?.id ?? "", "A pipe burst in the kitchen.");
  for (const page of [ada, cleo]) {
    await expect(tableOf(page).status).toHaveText("Casa Maíz had to cancel: A pipe burst in the kitchen.");
  }
  await expect(tableOf(ada).button("Ask again")).toBeVisible();
});

test("a host who cancels gives the table back", async ({ person, dinner, api }) => {
  const own = await dinner({ host: "ada", guests });
  const [ada, cleo] = await Promise.all([person("ada"), person("cleo")]);
  await Promise.all([ada.goto(`${own.path}/table`), cleo.goto(own.path)]);
  await askForTable(ada, { restaurant: "Casa Maíz", startsAt: evening(8), partySize: 2 });
  await expect(tableOf(cleo).badge("Confirmed")).toBeVisible();
  const states = await watchStates(cleo);
  await tableOf(ada).button("Cancel the table").click();
  await ada.getByRole("alertdialog").getByRole("button", { name: "Cancel the table" }).click();
  for (const page of [ada, cleo]) await expect(tableOf(page).badge("Cancelled")).toBeVisible();
  await expect(tableOf(cleo).status).toHaveText("The table was given back.");
  expect(["Confirmed,Cancelling,Cancelled", "Confirmed,Cancelled"]).toContain((await states()).join());
  expect((await storedBookings(api, own))[0]).toMatchObject({ status: "cancelled", revision: 2 });
});

/** Osteria Lucia is closed on Sundays and Mondays. */
function nextTuesday(): string {
  const daysAhead = ((9 - new Date().getUTCDay()) % 7) + 7;
  return evening(daysAhead);
}
