import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";
import { watchGraphql } from "./support/graphql-traffic.ts";

const loads = 10;

/** Makes the page's computer four times slower. */
async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

test("nothing is fetched between the server's render and the socket, and nothing twice", async ({
  person,
  dinner,
}) => {
  const { path } = await dinner({ host: "ada", items: ["Salt", "Pepper"] });
  const page = await person("ada");
  const traffic = watchGraphql(page);
  const data: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith(".data")) data.push(request.url());
  });
  await page.goto(path);
  await expect.poll(() => traffic.messages.some(({ kind }) => kind === "next")).toBe(true);
  const open = traffic.messages.findIndex(({ kind }) => kind === "connection_ack");
  const before = traffic.messages.slice(0, open).filter(({ over }) => over === "http");
  expect(before, "GraphQL before the socket was open").toEqual([]);
  expect(traffic.sockets()).toBe(1);

  // Something that is seen live proves that whatever would have been asked again has had its time.
  await checklistOf(page).add("Mustard");
  await expect(checklistOf(page).row("Mustard")).toBeVisible();
  await expect
    .poll(() => traffic.requests().some(({ operationName }) => operationName === "AddItem"))
    .toBe(true);
  expect(traffic.requests().filter(({ kind }) => kind === "query")).toEqual([]);
  expect(data, "loader data fetched again").toEqual([]);
});

test("a page reached by a link asks for its data once, and for no GraphQL besides the socket", async ({
  person,
  dinner,
}) => {
  const { title } = await dinner({ host: "ada", items: ["Salt"] });
  const page = await person("ada");
  const traffic = watchGraphql(page);
  const data: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith(".data")) data.push(pathname);
  });
  await page.goto("/dinners");
  await page.getByRole("link", { name: title }).click();
  await expect(checklistOf(page).tick("Salt")).toBeVisible();
  await checklistOf(page).add("Pepper");
  await expect
    .poll(() => traffic.requests().some(({ operationName }) => operationName === "AddItem"))
    .toBe(true);
  expect(data).toHaveLength(1);
  expect(traffic.requests().filter(({ kind }) => kind === "query")).toEqual([]);
  expect(traffic.sockets()).toBe(1);
});

test(`a tick made while the page hydrates is kept, ${loads} of ${loads}`, async ({ person, dinner, api }) => {
  test.slow();
  const own = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  await slowDown(page);
  const clickAtFirstSight = await quickHand(page, "[data-item] input[type=checkbox]");
  const clicks: EarlyClick[] = [];
  for (let load = 0; load < loads; load++) {
    clicks.push(await clickAtFirstSight(own.path));
    await expect(page.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
    const isDone = load % 2 === 0;
    const tick = checklistOf(page).tick("Plates");
    await expect(tick, `load ${load}`).toBeChecked({ checked: isDone });
    await expect.poll(async () => (await storedItems(api, own))[0]?.done, `load ${load}`).toBe(isDone);
  }
  expectEarly(clicks);
});

test(`a link followed while the page hydrates leads on, ${loads} of ${loads}`, async ({ person, dinner }) => {
  test.slow();
  const own = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  await slowDown(page);
  const clickAtFirstSight = await quickHand(page, "a[href$='/guests']");
  const clicks: EarlyClick[] = [];
  for (let load = 0; load < loads; load++) {
    clicks.push(await clickAtFirstSight(own.path));
    await expect(page.getByRole("heading", { name: "One guest so far" }), `load ${load}`).toBeVisible();
    await page.getByLabel("Whoever follows it").selectOption("viewer");
    await expect(page.getByLabel("Whoever follows it")).toHaveValue("viewer");
  }
  expectEarly(clicks);
});

test("a click in the very moment in which React takes over breaks nothing", async ({
  person,
  dinner,
  api,
}) => {
  const own = await dinner({ host: "ada", items: ["Cups", "Saucers"] });
  const page = await person("ada");
  // React listens on the document first of all; the click comes in the task after that.
  await page.addInitScript(() => {
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the document it was called on
    const listen = Document.prototype.addEventListener;
    let isArmed = true;
    Document.prototype.addEventListener = function (this: Document, ...args: Parameters<typeof listen>) {
      if (isArmed && args[0] === "click") {
        isArmed = false;
        setTimeout(() => {
          const tick = document.querySelector<HTMLInputElement>("input[type=checkbox]");
          tick?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
          tick?.click();
          (window as { clicked?: boolean }).clicked = tick !== null;
        });
      }
      return listen.apply(this, args);
    } as typeof listen;
  });
  await slowDown(page);
  await page.goto(own.path);
  const { tick, ...checklist } = checklistOf(page);
  await expect.poll(() => page.evaluate(() => (window as { clicked?: boolean }).clicked)).toBe(true);
  await expect(tick("Cups")).toBeChecked();
  await expect.poll(async () => (await storedItems(api, own))[0]?.done).toBe(true);
  await checklist.add("Spoons");
  await expect(checklist.row("Spoons")).toBeVisible();
});

test("what is typed before the page is hydrated stays", async ({ person, dinner }) => {
  const own = await dinner({ host: "ada" });
  const page = await person("ada");
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/assets/*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(own.path, { waitUntil: "commit" });
  const { composer, row } = checklistOf(page);
  await composer.fill("Typed early");
  release();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(row("Typed early")).toBeVisible();
});

/** Where a click went, and whether the page's scripts had taken over by then. */
interface EarlyClick {
  isHit: boolean;
  isHydrated: boolean;
}

/**
 * Prepares to click something in the first frame that shows it.
 *
 * @returns opens a page and clicks; resolves when the page has got the click
 */
async function quickHand(page: Page, selector: string): Promise<(path: string) => Promise<EarlyClick>> {
  let see = (_point: { x: number; y: number }): void => {};
  let feel = (_click: EarlyClick): void => {};
  await page.exposeBinding("reportSight", (_source, point: { x: number; y: number }) => see(point));
  await page.exposeBinding("reportClick", (_source, click: EarlyClick) => feel(click));
  await page.addInitScript((wanted) => {
    const report = window as unknown as {
      reportSight(point: { x: number; y: number }): void;
      reportClick(click: EarlyClick): void;
    };
    function look(): void {
      const box = document.querySelector(wanted)?.getBoundingClientRect();
      if (box) report.reportSight({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
      else requestAnimationFrame(look);
    }
    requestAnimationFrame(look);
    function note(event: Event): void {
      removeEventListener("click", note, true);
      report.reportClick({
        isHit: event.target instanceof Element && event.target.closest(wanted) !== null,
        // The composer's button is enabled by hydration.
        isHydrated: document.querySelector("form button[type=submit]:disabled") === null,
      });
    }
    addEventListener("click", note, true);
  }, selector);
  return async (path) => {
    const seen = new Promise<{ x: number; y: number }>((resolve) => (see = resolve));
    const felt = new Promise<EarlyClick>((resolve) => (feel = resolve));
    await page.goto(path, { waitUntil: "commit" });
    const { x, y } = await seen;
    await page.mouse.click(x, y);
    return felt;
  };
}

function expectEarly(clicks: readonly EarlyClick[]): void {
  expect(
    clicks.filter(({ isHit }) => !isHit),
    "clicks that missed",
  ).toEqual([]);
  const early = clicks.filter(({ isHydrated }) => !isHydrated).length;
  expect(early, "clicks that came before the page was hydrated").toBeGreaterThan(0);
}
