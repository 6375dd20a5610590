import { type AuthSession, composeSession } from "../auth-session.ts";
import { resolveNhostConfig } from "./nhost-config.ts";
import type { NhostSessionOptions } from "./nhost-options.ts";
import { createNhostProvider } from "./nhost-provider.ts";

/**
 * Creates the sessions of an app whose people sign in with Nhost: by email and password, and a code where they have set that up.
 * `login` answers the form of the app's own sign-in page, and `callback` has nothing to answer (404).
 *
 * @param options Auth service, keys, lifetimes and the app's hook.
 * @returns The sessions.
 * @throws {AuthSessionError} `SESSION_CONFIG` or `SESSION_INSECURE_ISSUER`; the message names the option at fault.
 */
export function createNhostSession<U>(options: NhostSessionOptions<U>): AuthSession<U> {
  const config = resolveNhostConfig(options);
  return composeSession({ config, provider: createNhostProvider(config), options });
}
