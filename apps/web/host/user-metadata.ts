import { USER_METADATA_CLAIM, userMetadata } from "@potluck/contracts";

/** As much as the field of the sign-up form takes; it travels in the session cookie. */
const maxChars = 120;

/**
 * What a person has told the sign-in service about their food. It lives there, and we read it at sign-in.
 *
 * @param claims Claims of the validated ID token.
 * @returns The person's own words; undefined when there are none.
 */
export function dietOf(claims: Readonly<Record<string, unknown>>): string | undefined {
  const { data } = userMetadata.safeParse(claims[USER_METADATA_CLAIM]);
  const words = Array.from(data?.diet?.trim() ?? "")
    .slice(0, maxChars)
    .join("");
  return words === "" ? undefined : words;
}
