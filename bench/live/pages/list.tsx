import { memo } from "react";
import { createRoot } from "react-dom/client";

import { watchClicks } from "./click-to-paint.ts";
import type { Item } from "./documents.ts";

type Toggle = (item: Item) => void;

const Row = memo(function Row({ item, toggle }: { item: Item; toggle: Toggle }) {
  return (
    <li id={item.id}>
      <button aria-pressed={item.done} onClick={() => toggle(item)}>
        {item.done ? "☑" : "☐"}
      </button>
      <span>{item.title}</span>
    </li>
  );
});

/** The list, the same for every client: a row is rendered again when its item is another object. */
export function List({ items, toggle }: { items: readonly Item[]; toggle: Toggle }) {
  return (
    <ul>
      {items.map((item) => (
        <Row key={item.id} item={item} toggle={toggle} />
      ))}
    </ul>
  );
}

/** Puts a page on screen. */
export function show(page: React.ReactNode): void {
  watchClicks();
  createRoot(document.querySelector("#root")!).render(page);
}
