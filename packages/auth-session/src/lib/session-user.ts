/** Under which name a page says whose it is: a header of what it posts, and a key of what its socket opens with. */
const NAME = "x-session-user";

/**
 * What a page says with everything that it asks through the gateway. Cookies belong to the browser: when somebody else has signed in
 * elsewhere, and the page has not heard of it yet, the gateway refuses to act in that other person's name.
 *
 * @param userId Whose page it is.
 * @returns Headers of HTTP requests; also the socket's connection parameters.
 */
export function sayUser(userId: string): Record<string, string> {
  return { [NAME]: encodeURIComponent(userId) };
}

/**
 * @param said Headers or connection parameters.
 * @param userId Who is signed in.
 * @returns Whether they are of another user's page; false where they name nobody.
 */
export function isOfOtherUser(
  said: Headers | Record<string, unknown> | undefined,
  userId: string | null,
): boolean {
  const name = said instanceof Headers ? said.get(NAME) : said?.[NAME];
  return typeof name === "string" && name !== "" && name !== encodeURIComponent(userId ?? "");
}
