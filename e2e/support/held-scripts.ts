import type { Page } from "@playwright/test";

/** Holds a page's scripts back, so that it stays as the server sent it; what it returns lets them come. */
export async function holdScripts(page: Page): Promise<() => void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/assets/*.js", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
