import { notify } from "@potluck/ui";
import type { RefObject } from "react";

import type { ResultOf, VariablesOf } from "~/graphql.ts";

import type { AddItem, ChecklistRowFragment, RemoveItem } from "./item-changes.ts";

type Item = ResultOf<typeof ChecklistRowFragment>;

/**
 * Deletes lines at once and lets the person take it back, instead of asking first. The focus goes to the line that
 * takes the deleted one's place, or to the composer after the last one.
 *
 * @param parts The section and the composer on screen, and the mutations.
 * @returns Deletes an item of a list.
 */
export function useUndoableRemoval(parts: {
  section: RefObject<HTMLElement>;
  composer: RefObject<HTMLInputElement>;
  remove: (variables: VariablesOf<typeof RemoveItem>) => Promise<{ ok: boolean }>;
  add: (variables: VariablesOf<typeof AddItem>) => Promise<{ ok: boolean }>;
}): (item: Item, items: readonly Item[]) => void {
  const { section, composer, remove, add } = parts;

  function focusNeighbour(item: Item, items: readonly Item[]): void {
    const index = items.findIndex(({ id }) => id === item.id);
    const neighbour = items[index + 1] ?? items[index - 1];
    const row = neighbour && section.current?.querySelector(`[data-item="${neighbour.id}"]`);
    const target = row?.querySelector<HTMLElement>("input[type=checkbox]") ?? composer.current;
    target?.focus({ preventScroll: true });
  }

  return (item, items) => {
    focusNeighbour(item, items);
    const isRemoved = remove({ id: item.id });
    const close = notify({
      text: `Deleted “${item.title}”`,
      action: {
        label: "Undo",
        run() {
          const { id, dinner_id, title, done, position, is_private, assignee_id } = item;
          void add({ item: { id, dinner_id, title, done, position, is_private, assignee_id } });
        },
      },
    });
    // A deletion that failed is told where all failures are.
    void isRemoved.then(({ ok }) => (ok ? undefined : close()));
  };
}
