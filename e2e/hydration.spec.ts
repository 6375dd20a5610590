import type { Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { storedItems } from "./support/dinners.ts";
import { holdScripts } from "./support/held-scripts.ts";
import { watchGraphql } from "./support/graphql-traffic.ts";

/** When the token was there, and when the last script, in words. */
async function earlyToken(page: Page): Promise<string> {
  const { token, scripts } = await page.evaluate(() => {
    const loads = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const ends = (part: string) =>
      Math.max(...loads.filter(({ name }) => name.includes(part)).map(({ responseEnd }) => responseEnd));
    return { token: ends("/auth/token"), scripts: ends(".js") };
  });
  return `first token ${token.toFixed(0)} ms after navigation, last script ${scripts.toFixed(0)} ms`;
}

test("nothing is fetched between the server's render and the socket, and nothing twice", async ({
  person,
  dinner,
  apiAccess,
}) => {
  const { path } = await dinner({ host: "ada", items: ["Salt", "Pepper"] });
  const page = await person("ada");
  const traffic = watchGraphql(page);
  const data: string[] = [];
  const session: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith(".data")) data.push(pathname);
    if (pathname.startsWith("/auth/")) session.push(`${request.method()} ${pathname}`);
  });
  await page.goto(path);
  await expect.poll(() => traffic.messages.some(({ kind }) => kind === "next")).toBe(true);
  const open = traffic.messages.findIndex(({ kind }) => kind === "connection_ack");
  const before = traffic.messages.slice(0, open).filter(({ over }) => over === "http");
  expect(before, "GraphQL before the socket was open").toEqual([]);
  expect(session).toEqual(apiAccess === "gateway" ? [] : ["POST /auth/token"]);
  if (apiAccess === "direct") console.log(await earlyToken(page));
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

for (const [how, withPointer] of [
  ["with a pointer", true],
  ["by assistive technology, without a pointer or a key,", false],
] as const) {
  test(`a click ${how} in the very moment in which React takes over breaks nothing`, async ({
    person,
    dinner,
    api,
  }) => {
    const own = await dinner({ host: "ada", items: ["Cups", "Saucers"] });
    const page = await person("ada");
    // React listens on the document first of all; the click comes in the task after that.
    await page.addInitScript((isPointer) => {
      // oxlint-disable-next-line typescript/unbound-method -- it is called on the document it was called on
      const listen = Document.prototype.addEventListener;
      let isArmed = true;
      Document.prototype.addEventListener = function (this: Document, ...args: Parameters<typeof listen>) {
        if (isArmed && args[0] === "click") {
          isArmed = false;
          setTimeout(() => {
            const tick = document.querySelector<HTMLInputElement>("input[type=checkbox]");
            if (isPointer) tick?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
            tick?.click();
            (window as { clicked?: boolean }).clicked = tick !== null;
          });
        }
        return listen.apply(this, args);
      } as typeof listen;
    }, withPointer);
    await page.goto(own.path);
    const { tick, ...checklist } = checklistOf(page);
    await expect.poll(() => page.evaluate(() => (window as { clicked?: boolean }).clicked)).toBe(true);
    await expect(tick("Cups")).toBeChecked();
    await expect.poll(async () => (await storedItems(api, own))[0]?.done).toBe(true);
    await checklist.add("Spoons");
    await expect(checklist.row("Spoons")).toBeVisible();
  });
}

test("what is typed before the page is hydrated stays", async ({ person, dinner }) => {
  const own = await dinner({ host: "ada" });
  const page = await person("ada");
  const release = await holdScripts(page);
  await page.goto(own.path, { waitUntil: "commit" });
  const { composer, row } = checklistOf(page);
  await composer.fill("Typed early");
  release();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(row("Typed early")).toBeVisible();
});
