import { expect } from "@playwright/test";
import type { Page } from "@playwright/test";
import axe from "axe-core";

/** Runs axe over what is on screen, in light and dark, on a desk and on a phone. */
export async function expectNoViolations(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  // Where a narrow page moves, it would come to lie under the mouse.
  await page.mouse.move(0, 0);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      // Between light and dark nothing but colours differs.
      const { violations, overflow } = await inspect(
        page,
        colorScheme === "dark" ? ["color-contrast"] : undefined,
      );
      expect.soft(violations, `${page.url()} at ${width} px, ${colorScheme}`).toEqual([]);
      expect.soft(overflow, `${page.url()} at ${width} px: sideways scrolling`).toBeLessThanOrEqual(0);
    }
  }
}

/** @param rules the rules to check; all that are on by default if absent */
function inspect(page: Page, rules?: string[]): Promise<{ violations: string[]; overflow: number }> {
  return page.evaluate(async (only) => {
    const { axe: loaded } = window as unknown as { axe: typeof axe };
    // Colours on their way to others are nobody's choice.
    const moving = () => document.getAnimations().filter(({ playState }) => playState !== "finished");
    for (let some = moving(); some.length > 0; some = moving()) {
      await Promise.allSettled(some.map(({ finished }) => finished));
    }
    const { violations } = await loaded.run(document, {
      // Most of axe's time goes into describing what is in order.
      resultTypes: ["violations"],
      ...(only ? { runOnly: { type: "rule", values: only } } : {}),
    });
    return {
      violations: violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ""}`),
      ),
      overflow: document.documentElement.scrollWidth - innerWidth,
    };
  }, rules);
}
