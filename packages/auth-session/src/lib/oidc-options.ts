import type { Secret } from "@potluck/contracts/secret";
import type { InsecureIssuer } from "./issuer.ts";
import type { HintName } from "./login-params.ts";
import type { SessionOptions } from "./options.ts";

/** How an app and an OpenID Connect provider know each other. */
export interface OidcOptions {
  /** The provider's issuer, exactly as in its tokens: https, and with Auth0 a trailing slash. */
  issuer: string | URL | InsecureIssuer;
  /**
   * `auth0` (default): endpoints follow from the issuer, nothing is asked. `oidc`: any OpenID Connect provider; its endpoints
   * are found by discovery when they are first needed.
   */
  provider?: "auth0" | "oidc";
  clientId: string;
  clientSecret: Secret;
  /** How the client secret travels to the token endpoint. Auth0's default for web apps is `post`. */
  clientAuthentication?: "post" | "basic";
  /** The API that access tokens are for. Auth0 needs it; other providers are sent it only when it is given. */
  audience?: string;
  /** Resource indicator (RFC 8707), for providers that take one instead of an audience. */
  resource?: string;
  /** Default `openid profile email offline_access`. */
  scopes?: readonly string[];
  /**
   * Which login parameters a link may carry. Default: all of {@link LoginParams}. `returnTo`, `max_age` and `acr_values` are
   * always taken: the first is checked, the others only make a sign-in stricter.
   */
  linkParams?: readonly HintName[];
}

/** Options of {@link createAuthSession}. */
export interface AuthSessionOptions<U> extends SessionOptions<U>, OidcOptions {}
