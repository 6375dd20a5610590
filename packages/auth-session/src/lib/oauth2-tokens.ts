import type { Auth0Strategy } from "remix-auth-auth0";
import type { TokenAnswer } from "./token-endpoint.ts";

/** The shape in which remix-auth strategies hand tokens on. */
export type OAuth2Tokens = Awaited<ReturnType<Auth0Strategy<unknown>["refreshToken"]>>;

/**
 * @param data A token answer.
 * @returns The same answer behind the interface of remix-auth strategies.
 */
export function asOAuth2Tokens(data: TokenAnswer): OAuth2Tokens {
  const required = (value: string | undefined, name: string): string => {
    if (value === undefined) throw new TypeError(`The token answer has no ${name}.`);
    return value;
  };
  return {
    data,
    tokenType: () => data.token_type,
    accessToken: () => data.access_token,
    accessTokenExpiresInSeconds: () => data.expires_in,
    accessTokenExpiresAt: () => new Date(Date.now() + data.expires_in * 1000),
    hasRefreshToken: () => data.refresh_token !== undefined,
    refreshToken: () => required(data.refresh_token, "refresh token"),
    hasScopes: () => data.scope !== undefined,
    scopes: () => required(data.scope, "scope").split(" "),
    idToken: () => required(data.id_token, "ID token"),
  };
}
