import type { Locator, Page, Response } from "@playwright/test";

import { isGraphql } from "./page-access.ts";

/** The checklist of the dinner page, as a person finds things on it. */
export interface Checklist {
  readonly list: Locator;
  /** The field in which the next line is written. */
  readonly composer: Locator;
  readonly row: (title: string) => Locator;
  readonly tick: (title: string) => Locator;
  readonly handle: (title: string) => Locator;
  /** Opens the menu of a line and chooses from it. */
  readonly choose: (title: string, choice: string) => Promise<void>;
  readonly add: (title: string) => Promise<void>;
  /** What is on the list, in order. */
  readonly titles: () => Promise<string[]>;
}

/** @returns the checklist of the page */
export function checklistOf(page: Page): Checklist {
  const list = page.getByRole("list", { name: "Checklist" });
  const composer = page.getByRole("textbox", { name: "Add something to bring" });
  return {
    list,
    composer,
    row: (title) => list.getByRole("listitem").filter({ hasText: title }),
    tick: (title) => list.getByRole("checkbox", { name: title, exact: true }),
    handle: (title) => list.getByRole("button", { name: `Move ${title}`, exact: true }),
    async choose(title, choice) {
      await list.getByRole("button", { name: `More for ${title}`, exact: true }).click();
      await page.getByRole("menuitem", { name: choice }).click();
    },
    async add(title) {
      await composer.fill(title);
      await page.getByRole("button", { name: "Add", exact: true }).click();
    },
    async titles() {
      const names = await list.getByRole("button", { name: /^Rename / }).allTextContents();
      return names.map((name) => name.trim());
    },
  };
}

/**
 * Waits until the server has acknowledged a mutation.
 *
 * @param operationName the mutation
 * @param act what sends it
 */
export async function acknowledged(
  page: Page,
  operationName: string,
  act: () => Promise<void>,
): Promise<Response> {
  const answer = page.waitForResponse((response) => {
    if (!isGraphql(response.url())) return false;
    const body = response.request().postDataJSON() as { operationName?: string } | null;
    return body?.operationName === operationName;
  });
  await act();
  return answer;
}
