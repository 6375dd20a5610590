import type { Page } from "@playwright/test";

import { keptChanges } from "./kept-changes.ts";

/** Everything that a page's scripts could find again after a reload. */
export interface BrowserStorage {
  local: string[];
  /** By name, apart from where each page was scrolled to, which Remix keeps: numbers by history entry; and from the tab's random name. */
  session: string[];
  /** By name, apart from those that keep nothing: where changes wait until they are saved. */
  databases: string[];
  caches: string[];
  /** Cookies that scripts can read, by name. */
  readableCookies: string[];
}

/** @returns what a page has stored in the browser */
export async function storageOf(page: Page): Promise<BrowserStorage> {
  const isKeeping = (await keptChanges(page)).length > 0;
  const stored = await page.evaluate(async () => {
    const isHarmless = ([name, value]: [string, string]): boolean =>
      (name === "positions" && /^\{("\w+":[\d.]+,?)*\}$/.test(value)) ||
      (name === "urql-client-tab" && /^[\da-f-]{36}$/.test(value));
    return {
      local: Object.keys(localStorage),
      session: Object.entries(sessionStorage as Record<string, string>).flatMap((entry) =>
        isHarmless(entry) ? [] : [entry[0]],
      ),
      databases: (await indexedDB.databases()).map(({ name }) => name ?? ""),
      caches: await caches.keys(),
      readableCookies: document.cookie.split("; ").map((pair) => pair.split("=", 1)[0] ?? ""),
    };
  });
  const databases = stored.databases.filter((name) => isKeeping || !name.startsWith("urql-client-offline-"));
  return { ...stored, databases };
}
