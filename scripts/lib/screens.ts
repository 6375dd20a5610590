import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { findChromium } from "../find-chromium.ts";
import { CommandError } from "./command-error.ts";

const LARGEST = 150 * 1024;
const widths = [1280, 390] as const;
const schemes = ["light", "dark"] as const;

/** One screen: how to get there, by whom. */
interface Screen {
  name: string;
  /** Whose eyes; nobody's when absent. */
  as?: "ada" | "cleo" | "dan";
  open: (page: Page) => Promise<unknown>;
  /** Puts things back after the picture. */
  close?: (page: Page) => Promise<unknown>;
  /** Keeps the window as high as a screen is, for what lies over the page. */
  isWindow?: boolean;
}

const dinner = "/dinners/00000000-0000-4000-8000-000000000001";

const screens: readonly Screen[] = [
  { name: "landing", open: (page) => page.goto("/") },
  { name: "restaurants", open: (page) => page.goto("/restaurants") },
  { name: "restaurant", open: (page) => page.goto("/restaurants/osteria-lucia") },
  { name: "sign-in", open: (page) => page.goto("/sign-in") },
  { name: "join-signed-out", open: (page) => page.goto(invitation) },
  { name: "join", as: "dan", open: (page) => page.goto(invitation) },
  { name: "join-closed", open: (page) => page.goto("/join/no-such-invitation") },
  { name: "dinners", as: "ada", open: (page) => page.goto("/dinners") },
  { name: "dinners-empty", as: "dan", open: (page) => page.goto("/dinners") },
  {
    name: "next",
    as: "ada",
    async open(page) {
      await page.goto("/next");
      await page.getByRole("article").waitFor();
    },
  },
  { name: "dinner-new", as: "ada", open: (page) => page.goto("/dinners/new") },
  {
    name: "dinner-new-refused",
    as: "ada",
    async open(page) {
      await page.goto("/dinners/new");
      await page.getByRole("button", { name: "Plan it" }).click();
      await page.getByText("Give it a name").waitFor();
    },
  },
  {
    name: "dinner",
    as: "ada",
    open: openDinner,
  },
  { name: "dinner-viewer", as: "cleo", open: (page) => page.goto(dinner) },
  {
    name: "dinner-assign",
    as: "ada",
    isWindow: true,
    async open(page) {
      await openDinner(page);
      await page.getByRole("button", { name: /^Nobody brings Green salad/ }).click();
      await page.getByRole("menu").waitFor();
    },
  },
  {
    name: "dinner-details",
    as: "ada",
    isWindow: true,
    async open(page) {
      await openDinner(page);
      await page.getByRole("button", { name: "Change details" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "table", as: "ada", open: (page) => page.goto(`${dinner}/table`) },
  {
    name: "table-refused",
    as: "ada",
    async open(page) {
      await page.goto(`${dinner}/table`);
      await page.getByRole("button", { name: "Ask for this table" }).click();
      await page.getByText("Choose a restaurant.").waitFor();
    },
  },
  { name: "dinner-booked", as: "ada", open: bookTable, close: forgetDinner },
  { name: "guests", as: "ada", open: (page) => page.goto(`${dinner}/guests`) },
  { name: "account", as: "ada", open: (page) => page.goto("/account") },
  { name: "not-found", as: "ada", open: (page) => page.goto("/dinners/no-such-dinner") },
];

let invitation = "/join/none";

async function openDinner(page: Page): Promise<void> {
  await page.goto(dinner);
  // It waits for the page's scripts.
  await page.getByRole("button", { name: "Add", exact: true, disabled: false }).waitFor();
}

/** Plans a dinner of its own, for demo dinners keep what is booked for them, and asks for a table at a restaurant that decides at once. */
async function bookTable(page: Page): Promise<void> {
  const day = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
  await page.goto("/dinners/new");
  await page.getByLabel("What is it called?").fill("Harvest supper");
  await page.getByLabel("When does it start?").fill(`${day}T19:00`);
  await page.getByRole("button", { name: "Plan it" }).click();
  await page.getByRole("link", { name: "Choose a restaurant" }).click();
  await page.getByRole("radio", { name: "Casa Maíz" }).check();
  await page.getByRole("button", { name: "Ask for this table" }).click();
  await page.getByText("Confirmed", { exact: true }).waitFor();
}

async function forgetDinner(page: Page): Promise<void> {
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const query = "mutation ($id: uuid!) { delete_dinners_by_pk(id: $id) { id } }";
  await page.evaluate(
    async (body) => {
      await fetch("/graphql", { method: "POST", headers: { "content-type": "application/json" }, body });
    },
    JSON.stringify({ query, variables: { id } }),
  );
}

/**
 * Takes a picture of every screen, in every width and colour scheme, as `<screen>-<width>-<scheme>.webp`. The demo data
 * is left as it was: the one invitation that is made is taken back, and so are dinners.
 *
 * @param options `address` of a running system with the demo data, `folder` for the pictures
 * @throws {CommandError} when a picture is too large to be committed
 */
export async function takeScreens(options: { address?: string; folder?: string }): Promise<void> {
  const address = options.address ?? "http://localhost:3000";
  const folder = options.folder ?? fileURLToPath(new URL("../../docs/screens", import.meta.url));
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  try {
    const sessions = await signInEverybody(browser, address);
    const ada = await browser.newPage({ baseURL: address, storageState: sessions["ada"] });
    invitation = await invite(ada);
    const tooLarge: string[] = [];
    for (const width of widths) {
      for (const scheme of schemes) {
        for (const screen of screens) {
          const state = screen.as && sessions[screen.as];
          const context = await browser.newContext({
            baseURL: address,
            colorScheme: scheme,
            storageState: state,
            viewport: { width, height: width === 390 ? 844 : 860 },
            isMobile: width === 390,
            hasTouch: width === 390,
            reducedMotion: "reduce",
            timezoneId: "UTC",
            locale: "en-GB",
          });
          const picture = await takePicture(context, screen);
          const name = `${screen.name}-${width}-${scheme}.webp`;
          await writeFile(join(folder, name), picture);
          if (picture.byteLength > LARGEST) tooLarge.push(name);
          await context.close();
        }
        console.log(`${screens.length} screens at ${width} px, ${scheme}`);
      }
    }
    await revokeInvitations(ada);
    if (tooLarge.length > 0) throw new CommandError(`Over ${LARGEST} bytes: ${tooLarge.join(", ")}.`);
  } finally {
    await browser.close();
  }
}

async function takePicture(context: BrowserContext, screen: Screen): Promise<Buffer> {
  const page = await context.newPage();
  await screen.open(page);
  await page.waitForLoadState("networkidle");
  await page.evaluate("document.fonts.ready.then(() => true)");
  if (!screen.isWindow) {
    // As high as the page: what sticks to the bottom of the window then stands at the end of the page.
    const { width } = page.viewportSize() ?? { width: 1280 };
    const height = await page.evaluate<number>("document.documentElement.scrollHeight");
    await page.setViewportSize({ width, height });
  }
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 90 });
  await screen.close?.(page);
  return Buffer.from(data, "base64");
}

async function signInEverybody(browser: Browser, address: string) {
  const sessions: Record<string, Awaited<ReturnType<BrowserContext["storageState"]>>> = {};
  for (const name of ["ada", "cleo", "dan"]) {
    const context = await browser.newContext({ baseURL: address, timezoneId: "UTC" });
    const page = await context.newPage();
    await page.goto("/sign-in?returnTo=%2Fdinners");
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("E-mail").fill(`${name}@potluck.test`);
    await page.getByLabel("Password").fill("potluck");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("/dinners");
    sessions[name] = await context.storageState();
    await context.close();
  }
  return sessions;
}

async function invite(page: Page): Promise<string> {
  await page.goto(`${dinner}/guests`);
  await page.getByRole("button", { name: "Make a link" }).click();
  return new URL(await page.getByRole("textbox", { name: "Invitation link" }).inputValue()).pathname;
}

async function revokeInvitations(page: Page): Promise<void> {
  await page.reload();
  const buttons = page.getByRole("button", { name: /^Take back the link/ });
  for (let count = await buttons.count(); count > 0; count -= 1) {
    await buttons.first().click();
    await buttons.nth(count - 1).waitFor({ state: "detached" });
  }
}
