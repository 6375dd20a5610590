import { createHash } from "node:crypto";

/** @returns What the database keeps of an invitation's token: SHA-256 in lower-case hex, so that a copy of it opens nothing. */
export function toTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
