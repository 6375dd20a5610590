import { createHmac } from "node:crypto";
import type { Secret } from "@potluck/contracts/secret";

/**
 * Signs a callback.
 *
 * @param body As it is sent, byte for byte.
 * @param now Milliseconds since the epoch.
 * @returns Value of the header `partner-signature`.
 */
export function signatureOf(secret: Secret, body: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const hmac = createHmac("sha256", secret.reveal()).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${hmac}`;
}
