import {
  APP_METADATA_CLAIM,
  HASURA_CLAIMS_NAMESPACE,
  USER_METADATA_CLAIM,
  type HasuraClaims,
} from "@potluck/contracts";
import type { JWTStructured } from "oidc-provider";
import type { Account } from "../people/account.ts";
import type { Organization } from "../people/organizations.ts";

/** Scopes of the tenant; an access token for the API carries those that were asked for, as Auth0's do. */
export const SCOPES = ["openid", "profile", "email", "offline_access"] as const;

/**
 * Which claims each scope opens in ID tokens and at `/userinfo` (OpenID Connect Core, section 5.4). Custom claims, which an action
 * adds after the sign-in, come with any.
 */
export const CLAIMS_BY_SCOPE = {
  openid: ["sub", USER_METADATA_CLAIM, APP_METADATA_CLAIM],
  profile: ["name", "nickname", "picture", "updated_at"],
  email: ["email", "email_verified"],
} as const;

/** The claim under which the API finds who it serves; on a real tenant a post-login action adds it. */
export function toApiClaims(sub: string): Record<string, HasuraClaims> {
  return {
    [HASURA_CLAIMS_NAMESPACE]: {
      "x-hasura-allowed-roles": ["user"],
      "x-hasura-default-role": "user",
      "x-hasura-user-id": sub,
    },
  };
}

/** The claims that say which organization a person signed in to. */
export function toOrganizationClaims(organization: Organization | undefined): Record<string, string> {
  return organization ? { org_id: organization.id, org_name: organization.name } : {};
}

/**
 * Everything the tenant says about a person.
 *
 * @param issuer With trailing slash; pictures are served from it.
 */
export function toProfileClaims(account: Account, issuer: string): Record<string, unknown> & { sub: string } {
  return {
    sub: account.sub,
    name: account.name,
    nickname: account.email.split("@")[0],
    picture: new URL(`pictures/${encodeURIComponent(account.sub)}.svg`, issuer).href,
    updated_at: new Date(account.updatedAt * 1000).toISOString(),
    email: account.email,
    email_verified: account.emailVerified,
    [USER_METADATA_CLAIM]: account.userMetadata ?? {},
    [APP_METADATA_CLAIM]: account.appMetadata ?? {},
  };
}

/** Audience of `/userinfo`, which Auth0 adds to access tokens whose scope contains `openid`. */
export function userinfoAudience(issuer: string): string {
  return new URL("userinfo", issuer).href;
}

/** Turns the access token of RFC 9068 into Auth0's default profile: `typ` JWT, `azp`, `aud` as a list, no `jti`. */
export function toAuth0AccessToken(token: JWTStructured, issuer: string): void {
  const { client_id: clientId, jti: _jti, aud, ...claims } = token.payload;
  const scopes = typeof claims.scope === "string" ? claims.scope.split(" ") : [];
  token.header = { ...token.header, typ: "JWT" };
  token.payload = {
    ...claims,
    aud: scopes.includes("openid") ? [aud, userinfoAudience(issuer)].flat() : aud,
    azp: clientId,
  } as JWTStructured["payload"];
}
