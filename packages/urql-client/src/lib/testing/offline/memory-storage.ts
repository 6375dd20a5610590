import type { StoredChange } from "../../offline/change-store.ts";
import type { OutboxStorage } from "../../offline/storage.ts";

/** The storage of one browser, for pages that come and go. */
export interface MemoryBrowser {
  /** What is stored, in order. */
  changes(): StoredChange[];
  /** Opens a page. @returns Its storage, and what ends the page: what it writes afterwards is lost. */
  page(tab: string, fail?: (cause: unknown) => void): { storage: OutboxStorage; die: () => void };
  /** Refuses what is written from now on. */
  isFull: boolean;
}

/** @param pause Passes the time that the storage takes. */
export function createMemoryBrowser(pause: () => Promise<void>): MemoryBrowser {
  const records = new Map<number, string>();
  /** Living pages, and what they do when another one is gone. */
  const alive = new Map<string, () => void>();
  let lastKey = 0;
  let lastPage = 0;
  const read = (): StoredChange[] => [...records.values()].map((text) => JSON.parse(text) as StoredChange);
  const write = (change: StoredChange): void => void records.set(change.key!, JSON.stringify(change));

  const browser: MemoryBrowser = {
    isFull: false,
    changes: () => read().sort((a, b) => a.key! - b.key!),
    page(tab, fail = (cause) => Promise.reject(cause as Error)) {
      const page = `page ${++lastPage}`;
      alive.set(page, () => {});
      const die = (): void => {
        if (!alive.delete(page)) return;
        for (const other of alive.keys()) void pause().then(() => alive.get(other)?.());
      };
      let turn = Promise.resolve();
      /** One after the other, as transactions of one store are. */
      const transact = <T>(work: () => T): Promise<T> => {
        const done = turn.then(async () => {
          await pause();
          if (!alive.has(page)) return new Promise<never>(() => {});
          if (browser.isFull) throw new DOMException("full", "QuotaExceededError");
          return work();
        });
        turn = done.then(
          () => {},
          () => {},
        );
        return done;
      };
      const storage: OutboxStorage = {
        page,
        tab,
        fail,
        close: die,
        onGone: (listener) => void alive.set(page, listener),
        adopt: (which) =>
          transact(() => {
            const isForAll = which === "all" || alive.size === 1;
            for (const change of read())
              if (!alive.has(change.owner) && (isForAll || change.tab === tab))
                write({ ...change, owner: page, tab });
            return browser.changes().filter(({ owner }) => owner === page);
          }),
        store: {
          add: (change) =>
            transact(() => {
              const key = ++lastKey;
              write({ ...change, key });
              return key;
            }),
          put: (change) => transact(() => write(change)),
          remove: (key) => transact(() => void records.delete(key)),
          adopt: () => Promise.reject(new Error("The storage adopts.")),
          close: () => {},
          destroy: async () => records.clear(),
        },
      };
      return { storage, die };
    },
  };
  return browser;
}
