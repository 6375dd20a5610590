import type { InsecureIssuer } from "./issuer.ts";
import { parseIssuer } from "./issuer.ts";

/** Where an OpenID Connect provider listens, and what it says of its answers. */
export interface OidcEndpoints {
  authorization: string;
  token: string;
  jwks: string;
  /** Null when the provider cannot revoke (RFC 7009). */
  revocation: string | null;
  /** Null when the provider has no sign-out (OpenID Connect RP-Initiated Logout). */
  endSession: string | null;
  /** Whether every answer to a sign-in names its issuer (RFC 9207): one that does not is refused. */
  namesIssuer: boolean;
}

/** An OpenID Connect provider, as its issuer names it. */
export interface OidcIssuer {
  /** As in its tokens. */
  readonly id: string;
  /** Whether it understands what only Auth0 does: `audience`, `federated`, a session id as `logout_hint`. */
  readonly isAuth0: boolean;
  /**
   * @returns Where it listens; asks the provider when it is not known yet.
   * @throws {DiscoveryError} When it cannot be found out now.
   */
  endpoints(): Promise<OidcEndpoints>;
}

/**
 * An Auth0 tenant, or what is shaped like one: every endpoint follows from the issuer, so nothing has to be asked first.
 *
 * @param issuer The issuer URL with a trailing slash.
 * @returns The issuer.
 * @throws {AuthSessionError} `SESSION_CONFIG` for a malformed issuer, `SESSION_INSECURE_ISSUER` for plain http.
 */
export function auth0Issuer(issuer: string | URL | InsecureIssuer): OidcIssuer {
  const { text } = parseIssuer(issuer, { slash: true });
  const endpoints = Promise.resolve<OidcEndpoints>({
    authorization: `${text}authorize`,
    token: `${text}oauth/token`,
    revocation: `${text}oauth/revoke`,
    jwks: `${text}.well-known/jwks.json`,
    endSession: `${text}oidc/logout`,
    // Tenants may name it, and older ones don't.
    namesIssuer: false,
  });
  return { id: text, isAuth0: true, endpoints: () => endpoints };
}
