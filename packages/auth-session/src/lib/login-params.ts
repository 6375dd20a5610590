/** What a sign-in may ask of the provider. Names are Auth0's and OpenID Connect's. */
export interface LoginParams {
  /** Path to come back to. */
  returnTo?: string;
  /** Skip the choice of identity source. */
  connection?: string;
  /** Sign in to one organization (id or name); the ID token has to name the same one. */
  organization?: string;
  /** Accept an organization's invitation; `organization` comes with it. */
  invitation?: string;
  prompt?: string;
  screen_hint?: string;
  login_hint?: string;
  ui_locales?: string;
  /** Ask for a proof of identity at most that old, seconds; the ID token has to prove it. */
  max_age?: number;
  /** Ask for one of these authentication context classes, separated by spaces; the ID token has to prove it. */
  acr_values?: string;
}

/** Names of parameters that go on to the provider. */
export type HintName = Exclude<keyof LoginParams, "returnTo">;

const MAX_CHARS = 256;
const printable = /^[\x20-\x7e]+$/;

/** What a value has to look like to go on to the provider. */
const SHAPES: Readonly<Record<HintName, RegExp>> = {
  connection: /^[\w.-]+$/,
  organization: /^[\w-]+$/,
  invitation: /^[\w.~+/=-]+$/,
  prompt: /^[a-z_]+(?: [a-z_]+)*$/,
  screen_hint: /^[\w:-]+$/,
  login_hint: /^\P{Cc}+$/u,
  ui_locales: /^[\w-]+(?: [\w-]+)*$/,
  max_age: /^\d{1,9}$/,
  acr_values: printable,
};

/** Every parameter there is, and what a link may carry unless the app narrows it. */
export const HINT_NAMES = Object.keys(SHAPES) as HintName[];

/** Only ever make a sign-in stricter, and our own pages ask for a recent sign-in by a link: always taken. */
const ALWAYS_FROM_LINKS: readonly string[] = ["returnTo", "max_age", "acr_values"];

/**
 * Puts together what a sign-in asks for: what its link says, as far as links may, and what code says, which wins. Nobody
 * changes audience, scope, redirect or anything else that is not named here: neither by a link nor by `given`.
 *
 * @param url The login URL.
 * @param given Parameters set in code.
 * @param allowed Names that links may carry.
 * @returns The login URL that says it all, and nothing else.
 */
export function withLoginParams(url: URL, given: LoginParams, allowed: readonly HintName[]): URL {
  const merged = new URL(url);
  merged.search = "";
  for (const name of ["returnTo", ...HINT_NAMES] as (keyof LoginParams)[]) {
    const fromLink = allowed.some((hint) => hint === name) || ALWAYS_FROM_LINKS.includes(name);
    const value = given[name] ?? (fromLink ? url.searchParams.get(name) : null);
    if (value !== null) merged.searchParams.set(name, String(value));
  }
  return merged;
}

/**
 * @param query The query that {@link withLoginParams} made.
 * @returns Name and value of each parameter to pass on to the provider; what is malformed is left out.
 */
export function authorizationHints(query: URLSearchParams): [name: HintName, value: string][] {
  return HINT_NAMES.flatMap((name): [HintName, string][] => {
    const value = query.get(name) ?? "";
    return value.length <= MAX_CHARS && SHAPES[name].test(value) ? [[name, value]] : [];
  });
}
