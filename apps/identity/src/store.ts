import { openJournal, readJournal, type Change, type Journal } from "./journal.ts";

/** Records by key. Reads come from memory; a write is durable when its promise resolves. */
export interface Store {
  get<Value>(key: string): Value | undefined;
  /** @param expiresAt Seconds since the epoch; absent: kept until deleted. */
  set(key: string, value: unknown, expiresAt?: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** All live values whose key starts with the prefix. */
  list<Value>(prefix: string): Value[];
  close(): Promise<void>;
}

interface Entry {
  value: unknown;
  expiresAt?: number;
}

const REWRITE_AFTER = 5000;

/**
 * Opens the store.
 *
 * @param dataDir Folder that survives restarts; absent: memory only.
 * @param now Clock in milliseconds.
 * @throws IdentityError `IDENTITY_DATA_UNREADABLE`
 */
export async function openStore(dataDir: string | undefined, now: () => number = Date.now): Promise<Store> {
  const entries = new Map<string, Entry>();
  let journal: Journal | undefined;
  let changes = 0;

  const isLive = (entry: Entry) => entry.expiresAt === undefined || entry.expiresAt * 1000 > now();
  const snapshot = (): Change[] => [...entries].map(([key, entry]) => ({ key, ...entry }));
  const sweep = () => {
    for (const [key, entry] of entries) if (!isLive(entry)) entries.delete(key);
  };

  if (dataDir !== undefined) {
    for (const { key, value, expiresAt } of await readJournal(dataDir)) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, { value, expiresAt });
    }
    sweep();
    journal = await openJournal(dataDir);
    await journal.rewrite(snapshot);
  }

  const record = async (change: Change) => {
    changes += 1;
    const written = journal?.append(change);
    if (changes > REWRITE_AFTER && changes > 4 * entries.size) {
      changes = 0;
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
    set(key, value, expiresAt) {
      entries.set(key, { value, expiresAt });
      return record({ key, value, expiresAt });
    },
    async delete(key) {
      if (entries.delete(key)) await record({ key });
    },
    list<Value>(prefix: string) {
      return [...entries]
        .filter(([key, entry]) => key.startsWith(prefix) && isLive(entry))
        .map(([, entry]) => entry.value as Value);
    },
    async close() {
      await journal?.close();
    },
  };
}
