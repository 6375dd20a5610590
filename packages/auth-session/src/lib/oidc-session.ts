import { type AuthSession, composeSession } from "./auth-session.ts";
import { resolveOidcConfig } from "./oidc-config.ts";
import type { AuthSessionOptions } from "./oidc-options.ts";
import { createOidcProvider } from "./oidc-provider.ts";

/**
 * Creates the sessions of an app whose people sign in with Auth0, or with any other OpenID Connect provider.
 *
 * @param options Provider, keys, lifetimes and the app's hook.
 * @returns The sessions.
 * @throws {AuthSessionError} `SESSION_CONFIG` or `SESSION_INSECURE_ISSUER`; the message names the option at fault.
 */
export function createAuthSession<U>(options: AuthSessionOptions<U>): AuthSession<U> {
  const config = resolveOidcConfig(options);
  return composeSession({ config, provider: createOidcProvider(config), options });
}
