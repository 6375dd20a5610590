import { AuthSessionError } from "./errors.ts";
import { INSECURE_ISSUER, type InsecureIssuer, isLoopback } from "./issuer.ts";

/**
 * Allows a local stand-in for the identity provider to be reached over plain http. For development and tests: import this
 * entry only from files that production does not load.
 *
 * @param url Issuer on this computer, e.g. `http://127.0.0.1:4400/`.
 * @param options `rehearsal: true` says, in code, that a production build is being tried out locally.
 * @returns The issuer, for `createAuthSession`.
 * @throws {AuthSessionError} `SESSION_INSECURE_ISSUER` for any other host, and when NODE_ENV is `production` outside a rehearsal.
 */
export function allowInsecureIssuer(
  url: string | URL,
  options: { rehearsal?: boolean } = {},
): InsecureIssuer {
  const { href, protocol, hostname } = new URL(url);
  if (protocol !== "http:" || !isLoopback(hostname)) {
    throw new AuthSessionError(
      "SESSION_INSECURE_ISSUER",
      `${href} is not an http address of this computer. Give https issuers as they are.`,
    );
  }
  if (process.env["NODE_ENV"] === "production" && options.rehearsal !== true) {
    throw new AuthSessionError(
      "SESSION_INSECURE_ISSUER",
      "An http issuer is refused in production. Use an https issuer.",
    );
  }
  return Object.freeze({ [INSECURE_ISSUER]: true as const, url: String(url) });
}
