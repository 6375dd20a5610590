import type { Page } from "@playwright/test";

/** @returns the names of the operations that a page's browser keeps until they are saved, in order, whosever they are */
export function keptChanges(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = [];
    for (const { name, version } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase | null>((resolve) => {
        const opening = indexedDB.open(name!, version);
        // It was removed meanwhile: what comes of asking is not kept.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => resolve(null);
      });
      if (!database) continue;
      database.onversionchange = () => database.close();
      for (const store of database.objectStoreNames) {
        const reading = database.transaction(store).objectStore(store).getAll();
        const records = await new Promise<{ query: string }[]>((resolve) => {
          reading.onsuccess = () => resolve(reading.result as { query: string }[]);
        });
        found.push(...records.map(({ query }) => /mutation (\w+)/.exec(query)?.[1] ?? query));
      }
      database.close();
    }
    return found;
  });
}
