import type { Variables } from "../documents/ast.ts";
import type { GqlErrorInit } from "../error.ts";

/** Who sends a change. */
export interface Owner {
  /** The page. */
  owner: string;
  /** The tab that the page is in. */
  tab: string;
}

/** A mutation as it is kept. */
export interface StoredChange extends Owner {
  /** Its place in the order of all pages; given by the store. */
  key?: number;
  /** Its mark in the ledger. */
  id: string;
  /** When it was issued, in milliseconds. */
  at: number;
  /** Text of its document. */
  query: string;
  variables: Variables;
  /** Whether it may have been sent. */
  isSent: boolean;
  /** Why it failed, if it did. */
  failure?: Omit<GqlErrorInit, "cause">;
}

/** Where changes are kept. Writes take effect in the order of the calls. */
export interface ChangeStore {
  /** @returns The key of the new record. */
  add(change: StoredChange): Promise<number>;
  put(change: StoredChange): Promise<void>;
  remove(key: number): Promise<void>;
  /** Makes a page the owner of what its owner has left behind. @returns All that it owns now, in their order. */
  adopt(page: Owner, isOrphan: (change: StoredChange) => boolean): Promise<StoredChange[]>;
  close(): void;
  /** Removes everything, the store itself too. */
  destroy(): Promise<void>;
}

const CHANGES = "changes";

/**
 * Opens the store in IndexedDB.
 * @throws When the browser has none, or does not allow it here.
 */
export async function openChangeStore(name: string): Promise<ChangeStore> {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(CHANGES, { keyPath: "key", autoIncrement: true });
  };
  const database = await settled(opening);
  // Another page removes it: the user has left.
  database.onversionchange = () => database.close();

  async function write<T>(work: (changes: IDBObjectStore) => Promise<T>): Promise<T> {
    const transaction = database.transaction(CHANGES, "readwrite");
    const done = completed(transaction);
    // An aborted transaction rejects both; the one that tells why is the first.
    done.catch(() => {});
    const result = await work(transaction.objectStore(CHANGES));
    await done;
    return result;
  }

  return {
    add: (change) => write(async (changes) => (await settled(changes.add(change))) as number),
    put: (change) =>
      write(async (changes) => {
        await settled(changes.put(change));
      }),
    remove: (key) => write((changes) => settled(changes.delete(key))),
    adopt: (page, isOrphan) =>
      write(async (changes) => {
        const all = (await settled(changes.getAll())) as StoredChange[];
        const orphans = all.filter((change) => change.owner !== page.owner && isOrphan(change));
        for (const orphan of orphans) {
          Object.assign(orphan, page);
          await settled(changes.put(orphan));
        }
        return all.filter((change) => change.owner === page.owner);
      }),
    close: () => database.close(),
    async destroy() {
      database.close();
      await deleteChangeStore(name);
    },
  };
}

/** Removes a store; pages that hold it open let go of it. */
export async function deleteChangeStore(name: string): Promise<void> {
  await settled(indexedDB.deleteDatabase(name));
}

/** @returns The names of all stores whose name begins like this; none where the browser does not tell. */
export async function listChangeStores(prefix: string): Promise<string[]> {
  const found = (await indexedDB.databases?.()) ?? [];
  return found.flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed without a reason."));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB aborted a transaction."));
  });
}
