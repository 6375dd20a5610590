import type { Page } from "@playwright/test";

/** @returns whether the page has joined the tabs that share a socket; it holds a lock as long as it belongs to them */
export async function sharesSocket(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const name = crypto.randomUUID();
    return navigator.locks.request(name, async (): Promise<boolean> => {
      const { held = [] } = await navigator.locks.query();
      const self = held.find((lock) => lock.name === name)?.clientId;
      return held.some((lock) => lock.clientId === self && lock.name?.startsWith('["urql-client"'));
    });
  });
}
