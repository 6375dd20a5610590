import { AuthSessionError } from "./errors.ts";

/** Marks an http issuer that the `/dev` entry allowed. Symbol.for, because two copies of this module may be loaded. */
export const INSECURE_ISSUER = Symbol.for("@potluck/auth-session/insecure-issuer");

/** An http issuer, made only by `allowInsecureIssuer` of the `/dev` entry. */
export interface InsecureIssuer {
  readonly [INSECURE_ISSUER]: true;
  readonly url: string;
}

/** Where a provider listens. */
export interface ProviderEndpoints {
  issuer: string;
  authorization: string;
  token: string;
  revocation: string;
  jwks: string;
  endSession: string;
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
 * Endpoints of an Auth0-shaped provider, all derived from its issuer.
 *
 * @param issuer The issuer URL with a trailing slash.
 * @returns The endpoints.
 * @throws {AuthSessionError} `SESSION_CONFIG` for a malformed issuer, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function providerEndpoints(issuer: string | URL | InsecureIssuer): ProviderEndpoints {
  const insecure = typeof issuer === "object" && INSECURE_ISSUER in issuer;
  const text = insecure ? issuer.url : String(issuer);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.href !== text || !text.endsWith("/") || url.search || url.hash || url.username) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      `The issuer ${JSON.stringify(text)} is not usable. Give it as in the provider's tokens, e.g. https://tenant.eu.auth0.com/ with the trailing slash.`,
    );
  }
  if (url.protocol !== "https:" && !insecure) {
    throw new AuthSessionError(
      "SESSION_INSECURE_ISSUER",
      `The issuer ${text} does not use https. Use an https issuer; a local stand-in is allowed through @potluck/auth-session/dev only.`,
    );
  }
  return {
    issuer: text,
    authorization: `${text}authorize`,
    token: `${text}oauth/token`,
    revocation: `${text}oauth/revoke`,
    jwks: `${text}.well-known/jwks.json`,
    endSession: `${text}oidc/logout`,
  };
}
