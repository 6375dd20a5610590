import { join } from "node:path";
import { FileStoreError, openStore, type Store } from "@potluck/file-store";
import { IdentityError } from "./errors.ts";

/**
 * Opens what the tenant remembers: accounts, keys, sessions and grants.
 *
 * @param dataDir Folder that survives restarts; absent: everything lives in memory.
 * @throws IdentityError `IDENTITY_DATA_UNREADABLE`
 */
export async function openRecords(dataDir: string | undefined): Promise<Store> {
  const file = dataDir === undefined ? undefined : join(dataDir, "identity.jsonl");
  return openStore(file).catch((cause: unknown) => {
    if (!(cause instanceof FileStoreError)) throw cause;
    throw new IdentityError(
      "IDENTITY_DATA_UNREADABLE",
      `Identity cannot read ${file}; remove it to start with the seeded people only (\`pnpm dev:reset\` does).`,
      { cause },
    );
  });
}
