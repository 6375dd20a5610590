import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalPostgresError } from "./errors.ts";

/** Where things lie inside a data folder. */
export interface Folder {
  root: string;
  /** Postgres's own data directory. */
  cluster: string;
  password: string;
  log: string;
}

/** Names the parts of a data folder without touching the disk. */
export function folderAt(root: string): Folder {
  return {
    root,
    cluster: join(root, "cluster"),
    password: join(root, "password"),
    log: join(root, "postgres.log"),
  };
}

/**
 * Makes the folder if needed and proves that it can be written to.
 *
 * @throws {@link LocalPostgresError} `POSTGRES_DATA_DIR_DENIED`
 */
export async function openFolder(root: string): Promise<Folder> {
  const folder = folderAt(root);
  const probe = join(root, `.probe-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await writeFile(probe, "");
    await rm(probe);
  } catch (cause) {
    throw new LocalPostgresError(
      "POSTGRES_DATA_DIR_DENIED",
      `No permission to write to ${root}. Change its owner, or choose another data folder.`,
      { cause },
    );
  }
  return folder;
}

/** Reads the superuser's password, inventing it the first time; two processes at once agree on one. */
export async function loadPassword(folder: Folder): Promise<string> {
  const existing = await readFile(folder.password, "utf8").catch(() => undefined);
  if (existing) return existing;
  const draft = `${folder.password}-${randomBytes(6).toString("hex")}`;
  await writeFile(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await link(draft, folder.password).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  return await readFile(folder.password, "utf8");
}
