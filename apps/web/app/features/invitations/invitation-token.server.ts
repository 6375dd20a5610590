import { createHash, randomBytes } from "node:crypto";

/**
 * Makes the secret of an invitation. Whoever holds the token may join; only its hash is stored.
 *
 * @returns The token for the link, 32 random bytes in base64url, and the hexadecimal SHA-256 hash of that text.
 */
export function createInvitationToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, tokenHash: createHash("sha256").update(token).digest("hex") };
}
