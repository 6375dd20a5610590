import { AuthSessionError } from "./errors.ts";

/** Marks an http issuer that the `/dev` entry allowed. Symbol.for, because two copies of this module may be loaded. */
export const INSECURE_ISSUER = Symbol.for("@potluck/auth-session/insecure-issuer");

/** An http issuer, made only by `allowInsecureIssuer` of the `/dev` entry. */
export interface InsecureIssuer {
  readonly [INSECURE_ISSUER]: true;
  readonly url: string;
}

/**
 * @param hostname Host name of a URL.
 * @returns Whether it can only mean this computer.
 */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

/** How a provider's address is called in messages, and what it has to look like. */
export interface AddressRules {
  name: string;
  hint: string;
  /** It has to end with a slash, as Auth0's issuers do and other providers' often don't. */
  slash: boolean;
}

const ISSUER: AddressRules = { name: "issuer", hint: "Give it as in the provider's tokens.", slash: false };
const AUTH0_ISSUER: AddressRules = {
  ...ISSUER,
  hint: "Give it as in the provider's tokens, e.g. https://tenant.eu.auth0.com/ with the trailing slash.",
  slash: true,
};

/**
 * @param issuer The issuer as given in the options.
 * @param options `slash`: the issuer has to end with one.
 * @returns Its text, and whether plain http was allowed for it.
 * @throws {AuthSessionError} `SESSION_CONFIG` for a malformed issuer, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function parseIssuer(
  issuer: string | URL | InsecureIssuer,
  { slash }: { slash: boolean },
): { text: string; insecure: boolean } {
  return parseProviderUrl(issuer, slash ? AUTH0_ISSUER : ISSUER);
}

/**
 * @param address A provider's address as given in the options.
 * @param rules What it has to look like.
 * @returns Its text, and whether plain http was allowed for it.
 * @throws {AuthSessionError} `SESSION_CONFIG` when it is malformed, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function parseProviderUrl(
  address: string | URL | InsecureIssuer,
  { name, hint, slash }: AddressRules,
): { text: string; insecure: boolean } {
  const insecure = typeof address === "object" && INSECURE_ISSUER in address;
  const text = insecure ? address.url : String(address);
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWritten = url !== null && (url.href === text || (url.pathname === "/" && url.origin === text));
  if (!url || !isWritten || url.search || url.hash || url.username || (slash && !text.endsWith("/"))) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      `The ${name} ${JSON.stringify(text)} is not usable. ${hint}`,
    );
  }
  if (url.protocol !== "https:" && !insecure) {
    throw new AuthSessionError(
      "SESSION_INSECURE_ISSUER",
      `The ${name} ${text} does not use https. Use an https ${name}; a local stand-in is allowed through @potluck/auth-session/dev only.`,
    );
  }
  return { text, insecure };
}
