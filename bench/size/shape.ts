/** What the page's query answers. */
export interface DinnerData {
  dinners_by_pk: { id: string; title: string; items: { id: string; title: string; done: boolean }[] } | null;
}

/** What its mutation answers. */
export interface Changed {
  update_items_by_pk: { id: string } | null;
}
