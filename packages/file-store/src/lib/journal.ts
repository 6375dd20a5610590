import { mkdir, open, readFile, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Change } from "./change.ts";
import { FileStoreError } from "./errors.ts";

/** An append-only file of changes. */
export interface Journal {
  /**
   * Resolves when all of these changes have reached the operating system: they outlive `kill -9` of this process, together
   * or not at all.
   */
  append(changes: readonly Change[]): Promise<void>;
  /** Resolves when everything appended so far has reached the operating system. */
  settled(): Promise<void>;
  /** Replaces the file by these changes, all or nothing, after everything appended so far. */
  rewrite(changes: () => Iterable<Change>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the changes of a file. A torn last line, left by a process that was killed while it wrote, is ignored: nobody was
 * told that it had been written.
 *
 * @param path The journal; may be absent.
 * @throws {@link FileStoreError} `FILE_STORE_UNREADABLE` when a complete line is not a change.
 */
export async function readJournal(path: string): Promise<Change[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw unreadable(path, error);
  });
  const lines = text.split("\n").slice(0, -1);
  try {
    return lines.flatMap((line) => JSON.parse(line) as Change | Change[]);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Opens a journal for writing, creating it and its folder when absent, readable by their owner alone.
 *
 * @param path The journal; one process at a time may hold it.
 */
export async function openJournal(path: string): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  let file: FileHandle = await open(path, "a", 0o600);
  let pending: string[] = [];
  let tail: Promise<void> = Promise.resolve();

  // One writer at a time; whatever piled up meanwhile goes out in a single write. A write that failed may have left half a
  // line: nothing may follow it, or the file could not be read again.
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    tail = tail.then(work).catch((error: unknown) => {
      throw error instanceof FileStoreError ? error : writeFailed(path, error);
    });
    tail.catch(() => {});
    return tail;
  };
  const flush = async () => {
    if (pending.length === 0) return;
    const lines = pending.join("");
    pending = [];
    await file.appendFile(lines);
  };

  return {
    append(changes) {
      pending.push(line(changes));
      return enqueue(flush);
    },
    settled: () => tail,
    rewrite: (changes) =>
      enqueue(async () => {
        pending = [];
        const next = `${path}.next`;
        const snapshot = await open(next, "w", 0o600);
        await snapshot.writeFile([...changes()].map((change) => line([change])).join(""));
        await snapshot.sync();
        await rename(next, path);
        await file.close();
        await snapshot.close();
        file = await open(path, "a", 0o600);
      }),
    close: () => tail.catch(() => {}).then(() => file.close()),
  };
}

function line(changes: readonly Change[]): string {
  return `${JSON.stringify(changes.length === 1 ? changes[0] : changes)}\n`;
}

function unreadable(path: string, cause: unknown): FileStoreError {
  return new FileStoreError(
    "FILE_STORE_UNREADABLE",
    `${path} cannot be read; remove it to start without what it remembers.`,
    { cause },
  );
}

function writeFailed(path: string, cause: unknown): FileStoreError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FileStoreError(
    "FILE_STORE_WRITE_FAILED",
    `${path} cannot be written (${reason}); mend that and start again: nothing that was promised is lost.`,
    { cause },
  );
}
