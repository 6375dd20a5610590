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

/**
 * @param issuer The issuer as given in the options.
 * @param options `slash`: the issuer has to end with one, as Auth0's do and other providers' often don't.
 * @returns Its text, and whether plain http was allowed for it.
 * @throws {AuthSessionError} `SESSION_CONFIG` for a malformed issuer, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function parseIssuer(
  issuer: string | URL | InsecureIssuer,
  options: { slash: boolean },
): { text: string; insecure: boolean } {
  const insecure = typeof issuer === "object" && INSECURE_ISSUER in issuer;
  const text = insecure ? issuer.url : String(issuer);
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWritten = url !== null && (url.href === text || (url.pathname === "/" && url.origin === text));
  if (
    !url ||
    !isWritten ||
    url.search ||
    url.hash ||
    url.username ||
    (options.slash && !text.endsWith("/"))
  ) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      `The issuer ${JSON.stringify(text)} is not usable. Give it as in the provider's tokens${options.slash ? ", e.g. https://tenant.eu.auth0.com/ with the trailing slash" : ""}.`,
    );
  }
  if (url.protocol !== "https:" && !insecure) {
    throw new AuthSessionError(
      "SESSION_INSECURE_ISSUER",
      `The issuer ${text} does not use https. Use an https issuer; a local stand-in is allowed through @potluck/auth-session/dev only.`,
    );
  }
  return { text, insecure };
}
