import type { Browser, CDPSession, Page } from "@playwright/test";

import { startListApi } from "./api.ts";
import type {} from "./pages/click-to-paint.ts";

/** What one page did while its list changed. */
export interface PageFigures {
  /** Part of the time in which the main thread had work, 0 to 1. */
  mainThread: number;
  /** From each click to the frame that shows it, in milliseconds. */
  clickToPaintMs: number[];
  /** Items that don't show what the API says once everything is quiet. */
  wrong: number;
}

/** What the page is put through. */
export interface PageLoad {
  items: number;
  changesPerSecond: number;
  seconds: number;
  clicks: number;
}

const WARM_UP_MS = 1000;

/**
 * Shows a live list while it changes all the time, then clicks on it while it goes on changing.
 *
 * @param script The page.
 */
export async function measurePage(browser: Browser, script: string, load: PageLoad): Promise<PageFigures> {
  const api = await startListApi(load.items);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    api.servePage(script);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send("Performance.enable");
    await page.goto(api.origin);
    await page.waitForFunction((count) => document.querySelectorAll("li").length === count, load.items);
    api.startChanges(load.changesPerSecond);
    await page.waitForTimeout(WARM_UP_MS);
    const before = await busySeconds(cdp);
    await page.waitForTimeout(load.seconds * 1000);
    const after = await busySeconds(cdp);
    const clickToPaintMs = await click(page, load.clicks);
    api.stopChanges();
    return {
      mainThread: (after.busy - before.busy) / (after.at - before.at),
      clickToPaintMs,
      wrong: await countWrong(page, api.titles()),
    };
  } finally {
    await context.close();
    await api.close();
  }
}

async function busySeconds(cdp: CDPSession): Promise<{ busy: number; at: number }> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { busy: value("TaskDuration"), at: value("Timestamp") };
}

async function click(page: Page, clicks: number): Promise<number[]> {
  for (let index = 0; index < clicks; index++) {
    const box = (await page
      .locator("li button")
      .nth(index % 20)
      .boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForFunction((count) => window.painted.length === count, index + 1);
    // Not in step with the frames.
    await page.waitForTimeout(100 + ((index * 37) % 100));
  }
  return page.evaluate(() => window.painted);
}

async function countWrong(page: Page, titles: Record<string, string>): Promise<number> {
  const count = () =>
    page.evaluate(
      (expected) =>
        Object.entries(expected).filter(
          ([id, title]) => document.getElementById(id)?.querySelector("span")?.textContent !== title,
        ).length,
      titles,
    );
  const deadline = Date.now() + 10_000;
  let wrong = await count();
  while (wrong > 0 && Date.now() < deadline) {
    await page.waitForTimeout(100);
    wrong = await count();
  }
  return wrong;
}
