import { randomUUID } from "node:crypto";

import type { Page } from "@playwright/test";
import { report } from "@potluck/auth-session/testing";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";
import { heapOccurrences } from "./support/heap.ts";
import { people, signIn, submitCredentials } from "./support/people.ts";
import { sharesSocket } from "./support/shared-socket.ts";

/** What is there where Ben is signed in, and nowhere else: others may share a dinner with him. */
const trace = "Account of Ben Osei";

/** Opens a page and waits until it has a socket, which another tab may hold. */
async function openLive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect.poll(() => sharesSocket(page)).toBe(true);
}

test("after one person has left and another has come in, nothing of the first is in any tab", async ({
  stranger,
  dinner,
  guard,
}) => {
  const secret = `Quinces ${randomUUID()}`;
  const { path } = await dinner({ host: "ben", items: [secret] });
  const page = await stranger();
  await signIn(page, people.ben, path);
  const [first, next] = [await page.context().newPage(), await page.context().newPage()];
  await openLive(first, path);
  await openLive(next, "/next");
  await expect(checklistOf(first).row(secret)).toBeVisible();
  await expect(next.getByRole("heading", { level: 1 })).not.toHaveText("Your next dinner");
  for (const text of [secret, trace])
    expect(await heapOccurrences(first, text), "the tab holds it now").toBeGreaterThan(0);

  guard.expect(/status of 401/); // the static page asks who is there
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("/");
  await expect(first).toHaveURL(/\/sign-in/);
  await expect(next.getByRole("heading", { name: "Whose dinner?" })).toBeVisible();

  await signIn(page, people.cleo);
  await expect(page.getByRole("link", { name: "Account of Cleo Marsh" })).toBeVisible();
  for (const tab of [first, next]) {
    expect(await heapOccurrences(tab, secret), tab.url()).toBe(0);
    expect(await heapOccurrences(tab, trace), tab.url()).toBe(0);
  }
  await next.reload();
  await expect(next.getByRole("link", { name: "Account of Cleo Marsh" })).toBeVisible();
});

test("row 29: somebody who signs in over another takes every tab along", async ({
  stranger,
  dinner,
  guard,
  apiAccess,
}) => {
  const secret = `Medlars ${randomUUID()}`;
  const { path } = await dinner({ host: "ben", items: [secret] });
  const page = await stranger();
  await signIn(page, people.ben, path);
  const [first, next] = [await page.context().newPage(), await page.context().newPage()];
  await openLive(first, path);
  await openLive(next, "/next");
  await expect(checklistOf(first).row(secret)).toBeVisible();
  await expect(next.getByRole("link", { name: "Account of Ben Osei" })).toBeVisible();

  guard.expect(/status of 404/); // it is not the other's dinner
  guard.allow(/status of 401/); // a tab that asks between the end of the one session and the cookie of the other
  await page.goto("/auth/login?prompt=login&returnTo=/dinners");
  await submitCredentials(page, people.cleo.email, people.cleo.password);
  await page.waitForURL("/dinners");
  await expect(first.getByRole("heading", { name: "There’s nothing here" })).toBeVisible();
  await expect(next.getByRole("link", { name: "Account of Cleo Marsh" })).toBeVisible();
  let traces = 0;
  for (const tab of [first, next])
    for (const text of [secret, trace]) traces += await heapOccurrences(tab, text);
  const figures = {
    "traces of the first in any tab": traces,
    "hydration warnings": guard.count(/hydrat|React error #4(18|2[1235])/i),
  };
  expect(report(`29 ${apiAccess}`, figures)).toEqual({});
});

test("a page whose cookies have become somebody else’s does nothing in that person’s name, and goes over to them", async ({
  stranger,
  dinner,
  guard,
  apiAccess,
}) => {
  const { path } = await dinner({ host: "ben", guests: { cleo: "editor" }, items: ["Bread"] });
  const [page, other] = [await stranger(), await stranger()];
  await Promise.all([signIn(page, people.ben, path), signIn(other, people.cleo, path)]);
  await expect.poll(() => sharesSocket(page)).toBe(true);

  guard.allow(/status of 401/);
  await checklistOf(page).composer.fill("Figs");
  await page.context().addCookies(await other.context().cookies());
  // In one step: whatever else the page asks tells it, too, and what is typed after that is the other person's.
  await checklistOf(page).composer.press("Enter");
  if (apiAccess === "gateway") {
    await expect(page.getByRole("link", { name: "Account of Cleo Marsh" })).toBeVisible();
    await expect(checklistOf(page).row("Bread")).toBeVisible();
    await expect(checklistOf(page).row("Figs")).toHaveCount(0);
    await checklistOf(page).add("Dates");
    await expect(checklistOf(other).row("Dates")).toBeVisible();
    await expect(checklistOf(other).row("Figs")).toHaveCount(0);
  } else {
    // The page holds a token of its own user, and goes on in their name for as long as that lasts.
    await expect(checklistOf(other).row("Figs")).toBeVisible();
    await expect(page.getByRole("link", { name: "Account of Ben Osei" })).toBeVisible();
  }
});
