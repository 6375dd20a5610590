import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { countOpenSockets } from "./support/open-sockets.ts";

const tabs = 10;

/** Ways in which the tab goes that holds the socket for all. */
const departures: Record<string, (page: Page) => Promise<void>> = {
  "is closed": (page) => page.close(),
  async crashes(page) {
    const cdp = await page.context().newCDPSession(page);
    const isGone = page.waitForEvent("crash");
    void cdp.send("Page.crash").catch(() => undefined);
    await isGone;
  },
  // No page is hidden in this browser, hence none can be frozen; this is what it is told before.
  "is about to be frozen": (page) => page.evaluate(() => void document.dispatchEvent(new Event("freeze"))),
  "goes elsewhere": async (page) => void (await page.goto("about:blank")),
};

test(`${tabs} tabs share one socket, and lose nothing when the tab that holds it goes`, async ({
  person,
  dinner,
  api,
  guard,
}) => {
  const own = await dinner({ host: "ada", items: ["Bread"] });
  const first = await person("ada");
  const context = first.context();
  const pages = new Set([
    first,
    ...(await Promise.all(Array.from({ length: tabs - 1 }, () => context.newPage()))),
  ]);
  const sockets = countOpenSockets();
  for (const page of pages) {
    sockets.watch(page);
    await page.goto(own.path);
  }
  const rename = (title: string) =>
    api(
      `mutation ($id: uuid!, $title: String!) { update_items_by_pk(pk_columns: { id: $id }, _set: { title: $title }) { id } }`,
      { id: own.items[0]!.id, title },
    );
  const seenByAll = (title: string) =>
    Promise.all([...pages].map((page) => expect(checklistOf(page).row(title)).toBeVisible()));

  await rename("Rolls");
  await seenByAll("Rolls");
  expect(sockets.holders()).toHaveLength(1);

  guard.allow(/crash/i);
  for (const [how, depart] of Object.entries(departures)) {
    const [leader] = sockets.holders();
    pages.delete(leader!);
    await depart(leader!);
    const goneAt = performance.now();
    await rename(`It ${how}`);
    const writtenAt = performance.now();
    await seenByAll(`It ${how}`);
    const since = (at: number, to = performance.now()): string => `${Math.max(0, to - at).toFixed(0)} ms`;
    console.log(
      `tabs: the leader ${how}, the next one opens its socket after ${since(goneAt, sockets.newestAt())}, ${pages.size} others show what was written meanwhile ${since(writtenAt)} after that`,
    );
    await expect.poll(() => sockets.holders().filter((page) => pages.has(page)).length).toBe(1);
  }
});

test("a tab does not share with the tabs of whoever was signed in before", async ({
  person,
  signedIn,
  dinner,
  guard,
}) => {
  // The page of whoever is not signed in any more may ask something first, and loads itself again.
  guard.allow(/status of 40[14]/);
  const [adas, bens] = await Promise.all([
    dinner({ host: "ada", items: ["Ada’s bread"] }),
    dinner({ host: "ben", items: ["Ben’s bread"] }),
  ]);
  const sockets = countOpenSockets();
  const ada = await person("ada");
  const context = ada.context();
  sockets.watch(ada);
  await ada.goto(adas.path);
  await expect.poll(() => sockets.holders()).toEqual([ada]);

  await context.clearCookies();
  await context.addCookies(await signedIn("ben"));
  const ben = await context.newPage();
  sockets.watch(ben);
  await ben.goto(bens.path);
  await checklistOf(ben).add("Wine");
  await expect(checklistOf(ben).row("Wine")).toBeVisible();
  await expect.poll(() => sockets.holders().includes(ben)).toBe(true);
});
