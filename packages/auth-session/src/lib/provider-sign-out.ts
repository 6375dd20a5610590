import type { Provider } from "./provider.ts";

/** What a sign-out tells the provider. */
export interface ProviderSignOut {
  clientId: string;
  /** Full URL of ours to come back to, registered with the provider. */
  afterwards: string;
  /** The provider's id of the session, where it is known. */
  sessionHint: string | null;
  /** Also ends the session at the provider behind Auth0. */
  federated: boolean;
}

/**
 * Where the browser goes to be signed out at the provider (OpenID Connect RP-Initiated Logout, section 2). We keep no ID
 * token, so client and session are named by their ids.
 *
 * @param provider The provider.
 * @param what What to tell it.
 * @returns The URL; `afterwards` itself for a provider that has no sign-out, or does not say where it is.
 */
export async function providerSignOut(provider: Provider, what: ProviderSignOut): Promise<string> {
  const endpoints = await provider.endpoints().catch(() => null);
  if (endpoints?.endSession == null) return what.afterwards;
  const url = new URL(endpoints.endSession);
  url.searchParams.set("client_id", what.clientId);
  url.searchParams.set("post_logout_redirect_uri", what.afterwards);
  if (provider.isAuth0 && what.sessionHint !== null) url.searchParams.set("logout_hint", what.sessionHint);
  if (provider.isAuth0 && what.federated) url.searchParams.set("federated", "");
  return url.href;
}
