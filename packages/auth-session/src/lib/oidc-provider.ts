import { isForAnotherApi } from "./access-token.ts";
import { createLogoutTokenValidator } from "./logout-token.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { createOidcSignIn } from "./oidc-sign-in.ts";
import { oidcSignOutUrl } from "./oidc-sign-out.ts";
import type { Provider } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { createPublishedKeys } from "./published-keys.ts";
import { createTokenEndpoint } from "./token-endpoint.ts";

/**
 * Auth0, or any other OpenID Connect provider.
 *
 * @param config The configuration.
 * @returns The provider.
 */
export function createOidcProvider(config: OidcConfig): Provider {
  const { issuer, audience, resource, scopes, clientSecret } = config;
  const endpoint = createTokenEndpoint(config);
  const keys = createPublishedKeys({
    url: async () => (await issuer.endpoints()).jwks,
    fetch: config.fetch,
    timeoutMs: config.timeoutMs,
  });
  return {
    signIn: createOidcSignIn(config, endpoint, keys),
    grant: [audience ?? resource ?? "", scopes.join(" ")],
    secrets: { "client secret": clientSecret },
    async refresh(refreshToken) {
      const answer = await endpoint.refresh(refreshToken);
      if (isForAnotherApi(answer.access_token, audience)) {
        throw new ProviderError("terminal", "the new token is for another API");
      }
      return {
        accessToken: answer.access_token,
        expiresInS: answer.expires_in,
        refreshToken: answer.refresh_token ?? null,
      };
    },
    revoke: (refreshToken) => endpoint.revoke(refreshToken),
    signOutUrl: (what) => oidcSignOutUrl(config, what),
    readLogoutToken: createLogoutTokenValidator(config, keys),
  };
}
