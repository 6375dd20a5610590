import { randomInt } from "node:crypto";

/** Without letters and digits that are taken for one another when they are read aloud. */
const ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679";

/**
 * Makes what a guest says at the door, such as `OL-7KQ3M`.
 *
 * @param name Of the restaurant, whose initials lead.
 * @param isTaken Whether another reservation has it.
 */
export function createReference(name: string, isTaken: (reference: string) => boolean): string {
  const initials = name.replaceAll(/[^\p{Lu}]/gu, "");
  for (;;) {
    const code = Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
    const reference = `${initials}-${code}`;
    if (!isTaken(reference)) return reference;
  }
}
