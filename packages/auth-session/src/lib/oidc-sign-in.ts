import type { JWTVerifyGetKey } from "jose";
import { Authenticator } from "remix-auth";
import { originOf } from "./config.ts";
import { createIdTokenValidator, type IdTokenClaims } from "./id-token.ts";
import { withLoginParams } from "./login-params.ts";
import { proofOf } from "./login-proof.ts";
import type { OidcConfig } from "./oidc-config.ts";
import type { LoginContext } from "./options.ts";
import type { ConfirmedSignIn, SignInFlow } from "./provider.ts";
import { type OidcSignIn, ProviderStrategy } from "./provider-strategy.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";
import { createTransactions } from "./transactions.ts";

/**
 * Sign-in by authorization code, at the provider's own pages.
 *
 * @param config The configuration.
 * @param endpoint The provider's token endpoint.
 * @param keys The provider's keys.
 * @returns Both halves of it.
 */
export function createOidcSignIn(
  config: OidcConfig,
  endpoint: TokenEndpoint,
  keys: JWTVerifyGetKey,
): SignInFlow {
  const transactions = createTransactions(config);
  const validateIdToken = createIdTokenValidator(config, keys);
  const authenticator = new Authenticator<OidcSignIn>();
  for (const origin of config.origins) {
    const redirectUri = origin + config.paths.callback;
    authenticator.use(
      new ProviderStrategy({ config, redirectUri, endpoint, transactions, validateIdToken }),
      origin,
    );
  }

  return {
    async start(request, params) {
      const url = withLoginParams(new URL(request.url), params, config.linkParams);
      const starting = new Request(url, { headers: request.headers });
      try {
        await authenticator.authenticate(originOf(config, request), starting);
      } catch (thrown) {
        if (thrown instanceof Response) return thrown;
        throw thrown;
      }
      throw new TypeError("login() was called for the callback path. Route that path to callback().");
    },
    async finish(request) {
      return confirmed(await authenticator.authenticate(originOf(config, request), request));
    },
    forget(request) {
      const { pathname, searchParams } = new URL(request.url);
      const state = pathname === config.paths.callback ? searchParams.get("state") : null;
      return state === null ? [] : [transactions.discard(state)];
    },
  };
}

function confirmed({ tokens, idToken, returnTo, isStepUp }: OidcSignIn): ConfirmedSignIn {
  return {
    userId: idToken.sub,
    profile: profileOf(idToken),
    claims: idToken,
    tokens: {
      accessToken: tokens.accessToken(),
      expiresInS: tokens.accessTokenExpiresInSeconds(),
      refreshToken: tokens.hasRefreshToken() ? tokens.refreshToken() : null,
    },
    proof: proofOf(idToken),
    providerSid: text(idToken["sid"]) ?? null,
    returnTo,
    isStepUp,
  };
}

/** OpenID Connect Core, section 5.1. */
function profileOf(idToken: IdTokenClaims): LoginContext["profile"] {
  return {
    name: text(idToken["name"]),
    nickname: text(idToken["nickname"]),
    email: text(idToken["email"]),
    emailVerified: idToken["email_verified"] === true,
    picture: text(idToken["picture"]),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
