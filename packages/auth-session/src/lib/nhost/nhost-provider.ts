import type { Provider } from "../provider.ts";
import { createNhostAuthApi } from "./auth-api.ts";
import type { NhostConfig } from "./nhost-config.ts";
import { tokensOf } from "./nhost-session-parts.ts";
import { createPasswordSignIn } from "./password-sign-in.ts";

/**
 * Nhost's auth service.
 *
 * @param config The configuration.
 * @returns The provider.
 */
export function createNhostProvider(config: NhostConfig): Provider {
  const api = createNhostAuthApi(config);
  return {
    signIn: createPasswordSignIn(config, api),
    // Its tokens are for one API, with one set of rights.
    grant: ["nhost"],
    secrets: config.jwtKey ? { "JWT key": config.jwtKey } : {},
    // Not verified: these tokens come from the service itself, and refusing them, because its keys can't be had now, would lose
    // the session, since the token they were exchanged for is used up.
    refresh: async (refreshToken) => tokensOf(await api.refresh(refreshToken)),
    revoke: (refreshToken) => api.signOut(refreshToken),
    // The service has no pages, and keeps no session besides the token.
    signOutUrl: ({ afterwards }) => Promise.resolve(afterwards),
    readLogoutToken: null,
  };
}
