import type { Change } from "./change.ts";
import { openJournal, readJournal, type Journal } from "./journal.ts";

/**
 * Records by key. Reads come from memory and see a write at once; a write is durable, against `kill -9` of the process, when
 * its promise resolves. After a write has failed all later ones fail with `FILE_STORE_WRITE_FAILED`.
 */
export interface Store {
  get<Value>(key: string): Value | undefined;
  /** @param expiresAt Seconds since the epoch; absent: kept until deleted. */
  set(key: string, value: unknown, expiresAt?: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Makes several changes that are found together after a crash, or not at all. */
  write(changes: readonly Change[]): Promise<void>;
  /** All live values whose key starts with the prefix. */
  list<Value>(prefix: string): Value[];
  /** Resolves when everything written so far is durable: for an answer that tells what somebody else has just written. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Entry {
  value: unknown;
  expiresAt?: number;
}

const REWRITE_AFTER = 5000;

/**
 * Opens a store.
 *
 * @param file Path of the file that survives restarts, made when absent; undefined: memory only. One process at a time.
 * @param now Clock in milliseconds.
 * @returns The store, with what the file remembers.
 * @throws FileStoreError `FILE_STORE_UNREADABLE`
 */
export async function openStore(file: string | undefined, now: () => number = Date.now): Promise<Store> {
  const entries = new Map<string, Entry>();
  let journal: Journal | undefined;
  let changed = 0;

  const isLive = (entry: Entry) => entry.expiresAt === undefined || entry.expiresAt * 1000 > now();
  const snapshot = (): Change[] => [...entries].map(([key, entry]) => ({ key, ...entry }));
  const sweep = () => {
    for (const [key, entry] of entries) if (!isLive(entry)) entries.delete(key);
  };
  const apply = ({ key, value, expiresAt }: Change) => {
    if (value === undefined) entries.delete(key);
    else entries.set(key, { value, expiresAt });
  };

  if (file !== undefined) {
    for (const change of await readJournal(file)) apply(change);
    sweep();
    journal = await openJournal(file);
    await journal.rewrite(snapshot);
  }

  const write = async (changes: readonly Change[]) => {
    if (changes.length === 0) return;
    for (const change of changes) apply(change);
    changed += changes.length;
    const written = journal?.append(changes);
    if (changed > REWRITE_AFTER && changed > 4 * entries.size) {
      changed = 0;
      sweep();
      await journal?.rewrite(snapshot);
    }
    await written;
  };

  return {
    get<Value>(key: string) {
      const entry = entries.get(key);
      return entry && isLive(entry) ? (entry.value as Value) : undefined;
    },
    set: (key, value, expiresAt) => write([{ key, value, expiresAt }]),
    async delete(key) {
      if (entries.has(key)) await write([{ key }]);
    },
    write,
    list<Value>(prefix: string) {
      return [...entries]
        .filter(([key, entry]) => key.startsWith(prefix) && isLive(entry))
        .map(([, entry]) => entry.value as Value);
    },
    async settled() {
      await journal?.settled();
    },
    async close() {
      await journal?.close();
    },
  };
}
