import { expect, test } from "./fixtures.ts";
import { storedItems } from "./support/dinners.ts";
import { quickHand } from "./support/quick-hand.ts";
import type { EarlyClick } from "./support/quick-hand.ts";

const loads = 20;
/** By how much later than in the load before the first click comes, in milliseconds. */
const step = 15;

const tick = "[data-item] input[type=checkbox]";
const menu = "[data-item] button[aria-label^='More for']";
const details = "button[aria-haspopup=dialog]";

test(`a tick and a press on a row's menu while the page hydrates are both done, ${loads} of ${loads}`, async ({
  person,
  dinner,
  api,
}) => {
  test.slow();
  const own = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  const hand = await quickHand(page, tick, menu);
  for (let load = 0; load < loads; load++) {
    await hand.click(own.path, load * step);
    await expect(page.getByRole("menu"), `load ${load}`).toHaveCount(1);
    const isDone = load % 2 === 0;
    await expect(page.locator(tick), `load ${load}`).toBeChecked({ checked: isDone });
    await expect.poll(async () => (await storedItems(api, own))[0]?.done, `load ${load}`).toBe(isDone);
  }
  expectEarly(hand.clicks);
});

test(`"Change details" opens when pressed while the page hydrates, ${loads} of ${loads}`, async ({
  person,
  dinner,
}) => {
  test.slow();
  const { path } = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  const hand = await quickHand(page, details);
  for (let load = 0; load < loads; load++) {
    await hand.click(path, load * step);
    await expect(page.getByRole("dialog", { name: "Change details" }), `load ${load}`).toHaveCount(1);
  }
  expectEarly(hand.clicks);
});

test(`a link followed while the page hydrates leads on, ${loads / 2} of ${loads / 2}`, async ({
  person,
  dinner,
}) => {
  test.slow();
  const { path } = await dinner({ host: "ada", items: ["Plates"] });
  const page = await person("ada");
  const hand = await quickHand(page, "a[href$='/guests']");
  for (let load = 0; load < loads / 2; load++) {
    await hand.click(path, load * 2 * step);
    await expect(page.getByRole("heading", { name: "One guest so far" }), `load ${load}`).toBeVisible();
    await page.getByLabel("Whoever follows it").selectOption("viewer");
    await expect(page.getByLabel("Whoever follows it")).toHaveValue("viewer");
  }
  expectEarly(hand.clicks);
});

function expectEarly(clicks: readonly EarlyClick[]): void {
  const missed = clicks.filter(({ isHit }) => !isHit);
  expect(missed, "clicks that missed").toEqual([]);
  const early = clicks.filter(({ isHydrated }) => !isHydrated);
  expect(early.length, "clicks that came before the page was hydrated").toBeGreaterThan(0);
}
