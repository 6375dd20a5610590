import { setTimeout as delay } from "node:timers/promises";

import type { Page } from "@playwright/test";

/** Where a click went, and whether the page's scripts had taken over by then. */
export interface EarlyClick {
  isHit: boolean;
  isHydrated: boolean;
}

/** Somebody at a slow computer who clicks about as soon as there is something to click on. */
export interface QuickHand {
  /**
   * Opens a page and clicks on everything wanted, in order; the computer is slow until then.
   *
   * @param path a page with a composer: hydration enables the composer's button
   * @param pause how long to look at it first, in milliseconds; each load wants another one, so that the clicks come at
   *   different moments of it
   */
  click(path: string, pause: number): Promise<void>;
  /** What came of all clicks so far. */
  readonly clicks: readonly EarlyClick[];
}

interface Point {
  x: number;
  y: number;
}

/** @returns somebody who clicks on what the selectors find */
export async function quickHand(page: Page, ...selectors: string[]): Promise<QuickHand> {
  const clicks: EarlyClick[] = [];
  let see = (_points: Point[]): void => {};
  let feel = (): void => {};
  await page.exposeBinding("reportSight", (_source, points: Point[]) => see(points));
  await page.exposeBinding("reportClick", (_source, click: EarlyClick) => {
    clicks.push(click);
    feel();
  });
  await page.addInitScript(watchDocument, selectors);
  const session = await page.context().newCDPSession(page);
  const slowDown = (rate: number) => session.send("Emulation.setCPUThrottlingRate", { rate });
  return {
    clicks,
    async click(path, pause) {
      const seen = new Promise<Point[]>((resolve) => (see = resolve));
      await slowDown(4);
      await page.goto(path, { waitUntil: "commit" });
      const points = await seen;
      await delay(pause);
      for (const { x, y } of points) {
        const felt = new Promise<void>((resolve) => (feel = resolve));
        await page.mouse.click(x, y);
        await felt;
      }
      await slowDown(1);
    },
  };
}

/** Runs in the page. */
function watchDocument(selectors: string[]): void {
  const report = window as unknown as {
    reportSight(points: Point[]): void;
    reportClick(click: EarlyClick): void;
  };
  function look(): void {
    const boxes = selectors.map((selector) => document.querySelector(selector)?.getBoundingClientRect());
    const points = boxes.flatMap((box) =>
      box ? [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }] : [],
    );
    if (points.length === selectors.length) report.reportSight(points);
    else requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
  const left = [...selectors];
  function note({ target, isTrusted }: Event): void {
    const wanted = isTrusted ? left.shift() : undefined;
    if (wanted === undefined) return;
    report.reportClick({
      isHit: target instanceof Element && target.closest(wanted) !== null,
      isHydrated: document.querySelector("form button[type=submit]:disabled") === null,
    });
  }
  addEventListener("click", note, true);
}
