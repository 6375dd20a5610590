import { join } from "node:path";
import { FileStoreError, openStore, type Store } from "@potluck/file-store";
import type { Clock } from "./clock.ts";
import { IdentityError } from "./errors.ts";

/**
 * Opens what the tenant remembers: accounts, keys, sessions and grants.
 *
 * @param dataDir Folder that survives restarts; absent: everything lives in memory.
 * @param clock Says which records have expired.
 * @throws IdentityError `IDENTITY_DATA_UNREADABLE`
 */
export async function openRecords(dataDir: string | undefined, clock: Clock): Promise<Store> {
  const file = dataDir === undefined ? undefined : join(dataDir, "identity.jsonl");
  return openStore(file, () => clock.now()).catch((cause: unknown) => {
    if (!(cause instanceof FileStoreError)) throw cause;
    throw new IdentityError(
      "IDENTITY_DATA_UNREADABLE",
      `Identity cannot read ${file}; remove it to start with the seeded people only (\`pnpm dev:reset\` does).`,
      { cause },
    );
  });
}
