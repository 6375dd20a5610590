import {
  type AuthSession,
  type AuthSessionOptions,
  createAuthSession,
  type SessionOptions,
} from "@potluck/auth-session";
import { createNhostSession } from "@potluck/auth-session/nhost";
import { USER_METADATA_CLAIM } from "@potluck/contracts";
import { Secret } from "@potluck/contracts/secret";

import type { Person, SignInMethod } from "../app/load-context.ts";
import type { ProviderEnv } from "./provider-env.ts";

/** The identity provider's address, as sessions take it: https, or a loopback one that a local host allowed. */
export type ProviderAddress = AuthSessionOptions<unknown>["issuer"];

/** Sessions, and what pages have to know of how they begin. */
export interface AppSession {
  authSession: AuthSession<Person>;
  signIn: SignInMethod;
}

/**
 * The sessions of this app with the provider that the environment names.
 *
 * @param env The provider's configuration.
 * @param address Its address.
 * @param options What is the same whichever it is.
 * @returns The sessions.
 * @throws {AuthSessionError} When the configuration cannot work.
 */
export function createAppSession(
  env: ProviderEnv,
  address: ProviderAddress,
  options: SessionOptions<Person>,
): AppSession {
  switch (env.AUTH_PROVIDER) {
    case "auth0":
      return {
        signIn: "provider",
        authSession: createAuthSession({
          ...options,
          issuer: address,
          clientId: env.AUTH0_CLIENT_ID,
          clientSecret: new Secret(env.AUTH0_CLIENT_SECRET),
          audience: env.AUTH0_AUDIENCE,
        }),
      };
    case "oidc":
      return {
        signIn: "provider",
        authSession: createAuthSession({
          ...options,
          provider: "oidc",
          issuer: address,
          clientId: env.OIDC_CLIENT_ID,
          clientSecret: new Secret(env.OIDC_CLIENT_SECRET),
          clientAuthentication: env.OIDC_CLIENT_AUTHENTICATION,
          audience: env.OIDC_AUDIENCE,
          resource: env.OIDC_RESOURCE,
        }),
      };
    case "nhost":
      return { signIn: "password", authSession: createNhostAppSession(env, address, options) };
  }
}

function createNhostAppSession(
  env: Extract<ProviderEnv, { AUTH_PROVIDER: "nhost" }>,
  address: ProviderAddress,
  options: SessionOptions<Person>,
): AuthSession<Person> {
  const { NHOST_JWT_KEY: jwtKey, NHOST_CLIENT_ADDRESS_HEADER: addressHeader } = env;
  return createNhostSession({
    ...options,
    authUrl: address,
    issuer: env.NHOST_JWT_ISSUER,
    jwtKey: jwtKey === undefined ? undefined : new Secret(jwtKey),
    clientAddress: (request) =>
      addressHeader === undefined ? null : lastOf(request.headers.get(addressHeader)),
    // What a person has told Nhost about themselves is in their metadata: the app looks for it where Auth0 has it.
    onLogin: (login) =>
      options.onLogin({
        ...login,
        claims: { ...login.claims, [USER_METADATA_CLAIM]: login.claims["metadata"] },
      }),
  });
}

/** Proxies append to what they were told: only the last entry is the word of the one in front of us. */
function lastOf(list: string | null): string | null {
  return list?.split(",").at(-1)?.trim() || null;
}
