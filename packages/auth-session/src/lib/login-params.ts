/** What a sign-in may ask of the provider. Names are Auth0's and OpenID Connect's. */
export interface LoginParams {
  /** Path to come back to. */
  returnTo?: string;
  /** Skip the choice of identity source. */
  connection?: string;
  /** Sign in to one organization (id or name). */
  organization?: string;
  /** Accept an organization's invitation; the organization comes with it. */
  invitation?: string;
  prompt?: string;
  screen_hint?: string;
  login_hint?: string;
  ui_locales?: string;
  /** Ask for a proof of identity at most that old, seconds. */
  max_age?: number;
}

const FORWARDED = [
  "connection",
  "organization",
  "invitation",
  "prompt",
  "screen_hint",
  "login_hint",
  "ui_locales",
  "max_age",
] as const;
const MAX_CHARS = 256;

/**
 * Puts login parameters given in code into the query of a login request, where they win over what a link said.
 *
 * @param url The login URL.
 * @param given Parameters set in code.
 * @returns The URL that says it all.
 */
export function withLoginParams(url: URL, given: LoginParams): URL {
  const merged = new URL(url);
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) merged.searchParams.set(name, String(value));
  }
  return merged;
}

/**
 * Login parameters of a request: what links to the login path may carry, and what Auth0 appends to it for invitations.
 * Everything else in the query is ignored: nobody may change scope, audience or redirect through a link.
 *
 * @param query The query of the login URL.
 * @returns Name and value of each parameter to pass on to the provider.
 */
export function authorizationHints(query: URLSearchParams): [name: string, value: string][] {
  return FORWARDED.flatMap((name): [string, string][] => {
    const value = query.get(name) ?? "";
    if (value === "" || value.length > MAX_CHARS) return [];
    return name === "max_age" && !/^\d{1,9}$/.test(value) ? [] : [[name, value]];
  });
}
