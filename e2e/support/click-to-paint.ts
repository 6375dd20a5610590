import type { JSHandle, Page } from "@playwright/test";

/** Times what a click in one browser leads to in another one. */
export interface ClickToPaint {
  /**
   * Takes one measurement: from the last click that is part of an act to the frame in which the other browser shows what it leads to.
   *
   * @param isThere runs in the other browser; must be false at first
   * @param act what the person does
   */
  measure(isThere: JSHandle<() => boolean>, act: () => Promise<void>): Promise<void>;
  /** @returns the figures so far, for example `100 times: median 45 ms, p95 80 ms` */
  summary(): string;
}

/** @returns a stopwatch for clicks in one page and paints in another; both must stay in their documents */
export async function timeClicks(clicking: Page, watching: Page): Promise<ClickToPaint> {
  const last = await noteLastClick(clicking);
  const delays: number[] = [];
  return {
    async measure(isThere, act) {
      const seen = await awaitPaint(watching, isThere);
      await act();
      const painted = await seen.evaluate((waiting) => waiting.painted);
      delays.push(painted - (await last.evaluate(({ click }) => click)));
      await Promise.all([seen.dispose(), isThere.dispose()]);
    },
    summary() {
      const sorted = delays.toSorted((a, b) => a - b);
      const quantile = (share: number): string =>
        (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
      return `${sorted.length} times: median ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms`;
    },
  };
}

/** Notes when the last click happened, in ms since the epoch. */
function noteLastClick(page: Page): Promise<JSHandle<{ click: number }>> {
  return page.evaluateHandle(() => {
    const last = { click: 0 };
    addEventListener("click", (event) => (last.click = performance.timeOrigin + event.timeStamp), true);
    return last;
  });
}

/** Waits from now on; the promise in it resolves with the moment of the paint, in ms since the epoch. */
function awaitPaint(
  page: Page,
  isThere: JSHandle<() => boolean>,
): Promise<JSHandle<{ painted: Promise<number> }>> {
  return page.evaluateHandle((look) => {
    if (look()) throw new Error("It is there already.");
    const painted = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        if (!look()) return;
        observer.disconnect();
        // A task queued from an animation frame runs after that frame was painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
          port2.postMessage(null);
        });
      });
      observer.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    });
    return { painted };
  }, isThere);
}
