import type { Store } from "@potluck/file-store";
import type { Configuration } from "oidc-provider";
import { registeredApplication } from "./application.ts";
import type { Clock } from "./clock.ts";
import type { IdentityOptions } from "./env.ts";
import { extraParameters, MULTI_FACTOR, organizationIdOf } from "./hosted/authorization-request.ts";
import { createInteractionPolicy } from "./hosted/interaction-policy.ts";
import { renderProviderError } from "./hosted/pages/error.ts";
import type { Keys } from "./keys.ts";
import { createLifetimes } from "./lifetimes.ts";
import { InvalidTarget, Provider } from "./oidc-provider.ts";
import type { Accounts } from "./people/accounts.ts";
import type { Organizations } from "./people/organizations.ts";
import { createAdapter } from "./tokens/adapter.ts";
import {
  CLAIMS_BY_SCOPE,
  SCOPES,
  toApiClaims,
  toAuth0AccessToken,
  toOrganizationClaims,
  toProfileClaims,
} from "./tokens/claims.ts";
import type { Families } from "./tokens/families.ts";
import { audienceOf, grantEverythingAskedFor } from "./tokens/first-party.ts";

/** What the provider is made of. */
export interface ProviderParts {
  issuer: string;
  options: IdentityOptions;
  /** What can be changed while the tenant runs. */
  settings: Settings;
  store: Store;
  clock: Clock;
  accounts: Accounts;
  organizations: Organizations;
  families: Families;
  keys: Keys;
}

/** What can be changed while the tenant runs. */
export interface Settings {
  /** Lifetime of access tokens in seconds. */
  accessTokenTtl: number;
}

/** @returns oidc-provider in the shape of an Auth0 tenant with one regular web application and one API. */
export function createProvider(parts: ProviderParts): Provider {
  return new Provider(parts.issuer, toConfiguration(parts));
}

function toConfiguration(parts: ProviderParts): Configuration {
  const { issuer, options, settings, clock, accounts, organizations, keys } = parts;
  return {
    acrValues: [MULTI_FACTOR],
    adapter: createAdapter({ ...parts, rotationOverlap: options.rotationOverlap }),
    clients: [registeredApplication(options)],
    claims: {
      ...toMutable(CLAIMS_BY_SCOPE),
      acr: null,
      amr: null,
      auth_time: null,
      org_id: null,
      org_name: null,
      sid: null,
    },
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    clientBasedCORS: () => false,
    conformIdTokenClaims: false,
    cookies: {
      keys: [keys.cookie],
      names: { session: "identity_session", interaction: "identity_interaction", resume: "identity_resume" },
      long: { httpOnly: true, sameSite: "lax" },
      short: { httpOnly: true, sameSite: "lax" },
    },
    extraParams: extraParameters(organizations),
    extraTokenClaims: (ctx, token) =>
      token.kind === "AccessToken" && token.aud === options.audience
        ? {
            ...toApiClaims(token.accountId),
            ...toOrganizationClaims(organizations.find(organizationIdOf(ctx) ?? "")),
          }
        : undefined,
    features: {
      backchannelLogout: { enabled: true },
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
            accessTokenTTL: settings.accessTokenTtl,
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
      return (
        account && {
          accountId: sub,
          claims: (_use, _scope, asked) => ({
            ...toProfileClaims(account, issuer),
            ...toOrganizationClaims(organizations.find(String(asked?.org_id?.value ?? ""))),
          }),
        }
      );
    },
    formats: { customizers: { jwt: (_ctx, _token, structured) => toAuth0AccessToken(structured, issuer) } },
    interactions: {
      policy: createInteractionPolicy(accounts, organizations),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    jwks: { keys: [...keys.published()] },
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
    ttl: createLifetimes(clock),
  };
}

function toMutable(claims: typeof CLAIMS_BY_SCOPE): Record<string, string[]> {
  return Object.fromEntries(Object.entries(claims).map(([scope, names]) => [scope, [...names]]));
}
