import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stopPostgres } from "@potluck/local-postgres";
import { CommandError } from "./command-error.ts";
import { dataFolder } from "./data-folder.ts";
import { lockHolders } from "./process-lock.ts";

/**
 * Removes the data folder of a system that isn't running.
 *
 * @throws {@link CommandError} where it is running, or the folder can't be removed
 */
export async function devReset(): Promise<void> {
  const folder = dataFolder();
  const [running] = await lockHolders(folder.locks);
  if (running) {
    throw new CommandError(
      `Potluck is running from ${folder.shown} (${running[0]}, process ${running[1]}). End it first, then reset.`,
    );
  }
  try {
    // A database that outlived its killed owner.
    await stopPostgres({ dataDir: join(folder.path, "postgres") });
    await rm(folder.path, { recursive: true, force: true });
  } catch (cause) {
    throw new CommandError(`${folder.shown} can't be removed: ${(cause as Error).message}`, { cause });
  }
  console.log(`Removed ${folder.shown}. The next "pnpm dev" starts afresh.`);
}
