import type { Secret } from "@potluck/contracts/secret";
import { type Config, type ConfigOptions, resolveConfig } from "./config.ts";
import { discoveredIssuer } from "./discovery.ts";
import { AuthSessionError } from "./errors.ts";
import { HINT_NAMES, type HintName } from "./login-params.ts";
import { auth0Issuer, type OidcIssuer } from "./oidc-issuer.ts";
import type { OidcOptions } from "./oidc-options.ts";

/** Signatures only a provider can make: `none` and shared-secret algorithms are out. */
export const SIGNATURE_ALGORITHMS = ["RS256", "PS256", "ES256"];

/** The configuration of sessions with an OpenID Connect provider. */
export interface OidcConfig extends Config {
  issuer: OidcIssuer;
  clientId: string;
  clientSecret: Secret;
  clientAuthentication: "post" | "basic";
  /** The API that access tokens are for; null when a provider other than Auth0 needs none named. */
  audience: string | null;
  /** Resource indicator (RFC 8707). */
  resource: string | null;
  scopes: readonly string[];
  /** Login parameters that links may carry. */
  linkParams: readonly HintName[];
}

/**
 * @param options The options of a session.
 * @returns The configuration.
 * @throws {AuthSessionError} `SESSION_CONFIG` or `SESSION_INSECURE_ISSUER`, naming the option at fault.
 */
export function resolveOidcConfig(options: ConfigOptions & OidcOptions): OidcConfig {
  const config = resolveConfig(options);
  const { issuer, audience, clientId, clientSecret } = options;
  const scopes = options.scopes ?? ["openid", "profile", "email", "offline_access"];
  if (!scopes.includes("openid")) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      "The scopes lack openid, so there would be no ID token. Add it.",
    );
  }
  const isAuth0 = (options.provider ?? "auth0") === "auth0";
  if (audience === "" || (isAuth0 && audience === undefined)) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      "The audience is empty, so tokens would not be for your API. Name the API.",
    );
  }
  return {
    ...config,
    issuer: isAuth0 ? auth0Issuer(issuer) : discoveredIssuer({ ...config, issuer }),
    clientId,
    clientSecret,
    clientAuthentication: options.clientAuthentication ?? "post",
    audience: audience ?? null,
    resource: options.resource ?? null,
    scopes,
    linkParams: options.linkParams ?? HINT_NAMES,
  };
}
