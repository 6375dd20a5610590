import { mkdir, open, readFile, rename, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { IdentityError } from "./errors.ts";

/** One change of the store; `value` is absent when the key was deleted. */
export interface Change {
  key: string;
  value?: unknown;
  /** Seconds since the epoch after which the value no longer counts. */
  expiresAt?: number;
}

/** An append-only file of changes. */
export interface Journal {
  /** Resolves when the change has reached the operating system: it outlives `kill -9` of this process. */
  append(change: Change): Promise<void>;
  /** Replaces the file by these changes, all or nothing, after everything appended so far. */
  rewrite(changes: () => Iterable<Change>): Promise<void>;
  close(): Promise<void>;
}

const FILE = "identity.jsonl";

/**
 * Reads the changes of a folder. A torn last line, left by a process that was killed while it wrote, is ignored:
 * nobody was told that it had been written.
 *
 * @param dataDir Folder of the journal; may be absent.
 * @throws {@link IdentityError} `IDENTITY_DATA_UNREADABLE` when a complete line is not a change.
 */
export async function readJournal(dataDir: string): Promise<Change[]> {
  const path = join(dataDir, FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw unreadable(path, error);
  });
  const lines = text.split("\n").slice(0, -1);
  try {
    return lines.map((line) => JSON.parse(line) as Change);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Opens the journal of a folder for writing, creating both when absent, readable by their owner alone.
 *
 * @param dataDir Folder of the journal.
 * @returns The journal; one process at a time may hold it.
 */
export async function openJournal(dataDir: string): Promise<Journal> {
  const path = join(dataDir, FILE);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  let file: FileHandle = await open(path, "a", 0o600);
  let pending: string[] = [];
  let tail: Promise<void> = Promise.resolve();

  // One writer at a time; whatever piled up meanwhile goes out in a single write.
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    const result = tail.then(work);
    tail = result.catch(() => {});
    return result;
  };
  const flush = async () => {
    if (pending.length === 0) return;
    const lines = pending.join("");
    pending = [];
    await file.appendFile(lines);
  };

  return {
    append(change) {
      pending.push(line(change));
      return enqueue(flush);
    },
    rewrite: (changes) =>
      enqueue(async () => {
        pending = [];
        const next = `${path}.next`;
        const snapshot = await open(next, "w", 0o600);
        await snapshot.writeFile([...changes()].map(line).join(""));
        await snapshot.sync();
        await rename(next, path);
        await file.close();
        await snapshot.close();
        file = await open(path, "a", 0o600);
      }),
    close: () => enqueue(() => file.close()),
  };
}

function line(change: Change): string {
  return `${JSON.stringify(change)}\n`;
}

function unreadable(path: string, cause: unknown): IdentityError {
  return new IdentityError(
    "IDENTITY_DATA_UNREADABLE",
    `Identity cannot read ${path}; remove it to start with the seeded people only (\`pnpm dev:reset\` does).`,
    { cause },
  );
}
