import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { CommandError } from "./command-error.ts";
import { loadSecrets } from "./secrets.ts";
import type { SystemSecrets } from "./secrets.ts";
import { root } from "./services.ts";

/** Where `pnpm dev` keeps what survives between runs. */
export interface DataFolder {
  path: string;
  /** The path as people would type it. */
  shown: string;
  logs: string;
  /** Who is running: one lock per process. */
  locks: string;
}

/** The folder named by `POTLUCK_DATA_DIR`, or `.potluck` in the checkout. Touches nothing. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): DataFolder {
  const path = resolve(root, environment["POTLUCK_DATA_DIR"] || ".potluck");
  const short = relative(process.cwd(), path);
  return {
    path,
    shown: short && !short.startsWith("..") ? short : path,
    logs: join(path, "logs"),
    locks: join(path, "locks"),
  };
}

/**
 * Makes the folder if needed and reads its secrets.
 *
 * @throws {@link CommandError} where the folder can't be written to
 */
export async function openDataFolder(folder: DataFolder): Promise<SystemSecrets> {
  try {
    await mkdir(folder.logs, { recursive: true });
    await mkdir(folder.locks, { recursive: true });
    const probe = join(folder.path, `.probe-${process.pid}`);
    await writeFile(probe, "");
    await rm(probe);
    return await loadSecrets(join(folder.path, "secrets.json"));
  } catch (cause) {
    throw new CommandError(
      `No permission to write to ${folder.shown}. Change its owner, or set POTLUCK_DATA_DIR to another folder.`,
      { cause },
    );
  }
}
