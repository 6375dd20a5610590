import type { OidcConfig } from "./oidc-config.ts";
import type { ProviderSignOut } from "./provider.ts";

/**
 * Where the browser goes to be signed out at the provider (OpenID Connect RP-Initiated Logout, section 2). We keep no ID
 * token, so client and session are named by their ids.
 *
 * @param config The configuration.
 * @param what What to tell the provider.
 * @returns The URL; `afterwards` itself for a provider that has no sign-out, or does not say where it is.
 */
export async function oidcSignOutUrl(
  { issuer, clientId }: OidcConfig,
  what: ProviderSignOut,
): Promise<string> {
  const endpoints = await issuer.endpoints().catch(() => null);
  if (endpoints?.endSession == null) return what.afterwards;
  const url = new URL(endpoints.endSession);
  url.searchParams.set("client_id", clientId);
  url.searchParams.set("post_logout_redirect_uri", what.afterwards);
  if (issuer.isAuth0 && what.providerSid !== null) url.searchParams.set("logout_hint", what.providerSid);
  if (issuer.isAuth0 && what.federated) url.searchParams.set("federated", "");
  return url.href;
}
