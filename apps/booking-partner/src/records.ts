import { join } from "node:path";
import { FileStoreError, openStore, type Store } from "@potluck/file-store";
import { BookingPartnerError } from "./errors.ts";

/**
 * Opens what the booking partner remembers: reservations, answers and callbacks.
 *
 * @param dataDir Folder that survives restarts; absent: everything lives in memory.
 * @param now Clock in milliseconds.
 * @throws BookingPartnerError `PARTNER_DATA_UNREADABLE`
 */
export async function openRecords(dataDir: string | undefined, now: () => number): Promise<Store> {
  const file = dataDir === undefined ? undefined : join(dataDir, "reservations.jsonl");
  return openStore(file, now).catch((cause: unknown) => {
    if (!(cause instanceof FileStoreError)) throw cause;
    throw new BookingPartnerError(
      "PARTNER_DATA_UNREADABLE",
      `The booking partner cannot read ${file}; remove it to start with empty tables (\`pnpm dev:reset\` does).`,
      { cause },
    );
  });
}
