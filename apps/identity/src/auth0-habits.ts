import { createLocalJWKSet, jwtVerify, type JWK } from "jose";
import type { Middleware } from "./middleware.ts";
import type { Accounts } from "./accounts.ts";
import { REQUESTED_SCOPE } from "./first-party.ts";
import { CLAIMS_BY_SCOPE, toProfileClaims, userinfoAudience } from "./tokens.ts";

const KEY_SET_MAX_AGE_S = 15;

/** `/authorize` as Auth0 reads it: every ID token has a `sid`, and `offline_access` needs no consent page. */
export function authorizeParameters(): Middleware {
  return async (ctx, next) => {
    if (ctx.path === "/authorize") {
      const { scope } = ctx.query;
      ctx.query = {
        ...ctx.query,
        ...(scope !== undefined && { [REQUESTED_SCOPE]: scope }),
        ...(hasOpenId(scope) && { claims: JSON.stringify({ id_token: { sid: null } }) }),
      };
    }
    await next();
  };
}

/** The key set says how long it may be kept; without that an API never asks again and misses a rotated key. */
export function keySetCaching(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === "/.well-known/jwks.json" && ctx.status === 200) {
      ctx.set(
        "cache-control",
        `public, max-age=${KEY_SET_MAX_AGE_S}, stale-while-revalidate=${KEY_SET_MAX_AGE_S}`,
      );
    }
  };
}

/**
 * `/userinfo` also takes access tokens that are for the API, as Auth0 does when their scope contains `openid`.
 * Opaque tokens are left to the provider.
 */
export function userinfoForApiTokens(issuer: string, signing: JWK, accounts: Accounts): Middleware {
  const { kty, n, e, kid, alg, use } = signing;
  const keySet = createLocalJWKSet({ keys: [{ kty, n, e, kid, alg, use }] });
  return async (ctx, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(ctx.get("authorization"))?.[1];
    if (ctx.path !== "/userinfo" || token === undefined) return next();

    ctx.set("cache-control", "no-store");
    const verified = await jwtVerify(token, keySet, { issuer, audience: userinfoAudience(issuer) }).catch(
      () => null,
    );
    const account = accounts.find(verified?.payload.sub ?? "");
    const scopes = typeof verified?.payload.scope === "string" ? verified.payload.scope.split(" ") : [];
    if (!account || !scopes.includes("openid")) {
      ctx.status = 401;
      ctx.set("www-authenticate", 'Bearer error="invalid_token"');
      ctx.body = {
        error: "invalid_token",
        error_description: "The access token is not valid here; sign in again.",
      };
      return;
    }
    const open = Object.entries(CLAIMS_BY_SCOPE).flatMap(([scope, names]) =>
      scopes.includes(scope) ? names : [],
    );
    const claims = toProfileClaims(account, issuer);
    ctx.body = Object.fromEntries(open.map((name) => [name, claims[name]]));
  };
}

function hasOpenId(scope: string | string[] | undefined): boolean {
  return typeof scope === "string" && scope.split(" ").includes("openid");
}
