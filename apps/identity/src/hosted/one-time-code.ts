import { createHmac, timingSafeEqual } from "node:crypto";
import type { Interaction } from "oidc-provider";

/** @returns The six digits that a person's authenticator would show for this interaction. */
export function oneTimeCode(key: string, interaction: Interaction): string {
  const digest = createHmac("sha256", key).update(`one-time code of ${interaction.uid}`).digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, "0");
}

/** @returns Whether the digits are the right ones; spaces between them don't matter. */
export function isOneTimeCode(key: string, interaction: Interaction, given: string | undefined): boolean {
  const expected = Buffer.from(oneTimeCode(key, interaction));
  const digits = Buffer.from((given ?? "").replaceAll(/\s/g, ""));
  return digits.length === expected.length && timingSafeEqual(digits, expected);
}
