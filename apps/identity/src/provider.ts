import type { Store } from "@potluck/file-store";
import type { Configuration } from "oidc-provider";
import type { Accounts } from "./accounts.ts";
import { createAdapter } from "./adapter.ts";
import type { IdentityOptions } from "./env.ts";
import { audienceOf, grantEverythingAskedFor, REQUESTED_SCOPE, restoreOfflineAccess } from "./first-party.ts";
import type { Keys } from "./keys.ts";
import { InvalidTarget, Provider } from "./oidc-provider.ts";
import { renderProviderError } from "./pages/error.ts";
import { CLAIMS_BY_SCOPE, SCOPES, toApiClaims, toAuth0AccessToken, toProfileClaims } from "./tokens.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
// Auth0's defaults: sessions and refresh tokens end when idle, and absolutely.
const SESSION = { idle: 3 * DAY, absolute: 30 * DAY };
const REFRESH = { idle: 15 * DAY, absolute: 30 * DAY };

/** Authorization parameters of Auth0 that oidc-provider does not know. */
const AUTH0_PARAMETERS = ["audience", "connection", "organization", "invitation", "screen_hint"];

/** What the provider is made of. */
export interface ProviderParts {
  issuer: string;
  options: IdentityOptions;
  store: Store;
  accounts: Accounts;
  keys: Keys;
}

/** @returns oidc-provider in the shape of an Auth0 tenant with one regular web application and one API. */
export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.issuer, toConfiguration(parts));
}

function toConfiguration({ issuer, options, store, accounts, keys }: ProviderParts): Configuration {
  return {
    adapter: createAdapter(store, options.rotationOverlap),
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        redirect_uris: [callbackUrl(options)],
        post_logout_redirect_uris: [logoutUrl(options)],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { ...toMutable(CLAIMS_BY_SCOPE), sid: null, auth_time: null },
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    clientBasedCORS: () => false,
    conformIdTokenClaims: false,
    cookies: {
      keys: [keys.cookie],
      names: { session: "identity_session", interaction: "identity_interaction", resume: "identity_resume" },
      long: { httpOnly: true, sameSite: "lax" },
      short: { httpOnly: true, sameSite: "lax" },
    },
    extraParams: Object.fromEntries([
      ...AUTH0_PARAMETERS.map((name) => [name, null]),
      [REQUESTED_SCOPE, restoreOfflineAccess],
    ]),
    extraTokenClaims: (_ctx, token) =>
      token.kind === "AccessToken" && token.aud === options.audience
        ? toApiClaims(token.accountId)
        : undefined,
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        // Without an audience Auth0 issues an opaque token, good for /userinfo only.
        defaultResource: audienceOf,
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource) {
          if (resource !== options.audience) throw new InvalidTarget();
          return {
            scope: SCOPES.join(" "),
            audience: options.audience,
            accessTokenFormat: "jwt",
            accessTokenTTL: options.accessTokenTtl,
            jwt: { sign: { alg: "RS256" } },
          };
        },
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: true },
    },
    findAccount(_ctx, sub) {
      const account = accounts.find(sub);
      return account && { accountId: sub, claims: () => toProfileClaims(account, issuer) };
    },
    formats: { customizers: { jwt: (_ctx, _token, structured) => toAuth0AccessToken(structured, issuer) } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [keys.signing] },
    loadExistingGrant: grantEverythingAskedFor,
    pkce: { required: () => true },
    renderError: renderProviderError(options.webOrigin),
    responseTypes: ["code"],
    rotateRefreshToken: true,
    routes: {
      authorization: "/authorize",
      end_session: "/oidc/logout",
      jwks: "/.well-known/jwks.json",
      revocation: "/oauth/revoke",
      token: "/oauth/token",
      userinfo: "/userinfo",
    },
    scopes: [...SCOPES],
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? DAY,
      AuthorizationCode: 60,
      Grant: REFRESH.absolute,
      IdToken: 10 * HOUR,
      Interaction: HOUR,
      RefreshToken: (_ctx, token) => within(REFRESH, token.iiat),
      Session: (_ctx, session) => within(SESSION, session.loginTs),
    },
  };
}

/** Where the web app takes codes. */
function callbackUrl(options: Pick<IdentityOptions, "webOrigin">): string {
  return new URL("/auth/callback", options.webOrigin).href;
}

/** Where a person may be sent after signing out. */
export function logoutUrl(options: Pick<IdentityOptions, "webOrigin">): string {
  return new URL("/", options.webOrigin).href;
}

function within(lifetime: { idle: number; absolute: number }, since: number | undefined): number {
  const now = Math.floor(Date.now() / 1000);
  return Math.max(1, Math.min(lifetime.idle, (since ?? now) + lifetime.absolute - now));
}

function toMutable(claims: typeof CLAIMS_BY_SCOPE): Record<string, string[]> {
  return Object.fromEntries(Object.entries(claims).map(([scope, names]) => [scope, [...names]]));
}
