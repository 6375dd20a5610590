import type { JSHandle, Page } from "@playwright/test";

import { expect, test } from "./fixtures.ts";
import { checklistOf } from "./support/checklist.ts";

// The snapshots of a trace would be part of what is measured.
test.use({ trace: "off" });

const edits = 100;

/** Notes when each click happened, in ms since the epoch. */
function noteClicks(page: Page): Promise<JSHandle<number[]>> {
  return page.evaluateHandle(() => {
    const times: number[] = [];
    addEventListener("click", (event) => times.push(performance.timeOrigin + event.timeStamp), true);
    return times;
  });
}

/** Waits from now on until a line is painted as ready or not; the promise in it resolves with the moment, in ms since the epoch. */
function awaitPaint(
  page: Page,
  id: string,
  isDone: boolean,
): Promise<JSHandle<{ painted: Promise<number> }>> {
  return page.evaluateHandle(
    ([item, done]) => {
      const painted = new Promise<number>((resolve) => {
        const isThere = (): boolean =>
          document.querySelector<HTMLInputElement>(`[data-item="${item}"] input[type=checkbox]`)?.checked ===
          done;
        const observer = new MutationObserver(() => {
          if (!isThere()) return;
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
    },
    [id, isDone] as const,
  );
}

test(`the other browser shows ${edits} edits as they are made`, async ({ person, dinner }) => {
  const own = await dinner({
    host: "ada",
    guests: { ben: "editor" },
    items: Array.from({ length: 10 }, (_, index) => `Course ${index}`),
  });
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  await Promise.all([ada.goto(own.path), ben.goto(own.path)]);
  const adas = checklistOf(ada);
  await expect(ada.getByRole("button", { name: "Add", exact: true })).toBeEnabled();
  // Both are live before the clock starts.
  await adas.add("Warm-up");
  await expect(checklistOf(ben).row("Warm-up")).toBeVisible();

  const clicks = await noteClicks(ada);
  const paints: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const item = own.items[edit % own.items.length]!;
    const isDone = Math.floor(edit / own.items.length) % 2 === 0;
    const seen = await awaitPaint(ben, item.id, isDone);
    await adas.tick(item.title).click();
    paints.push(await seen.evaluate(({ painted }) => painted));
    await seen.dispose();
  }
  const times = await clicks.jsonValue();
  expect(times).toHaveLength(edits);
  const delays = paints.map((painted, edit) => painted - (times[edit] ?? 0)).toSorted((a, b) => a - b);
  const quantile = (share: number): string => (delays[Math.ceil(share * edits) - 1] ?? 0).toFixed(0);
  console.log(
    `live: click to paint in the other browser, ${edits} edits: median ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms`,
  );
  for (const { title } of own.items) await expect(checklistOf(ben).tick(title)).not.toBeChecked();
});
