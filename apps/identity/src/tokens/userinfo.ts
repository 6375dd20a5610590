import { createLocalJWKSet, jwtVerify } from "jose";
import type { Clock } from "../clock.ts";
import type { Middleware } from "../http/middleware.ts";
import type { Keys } from "../keys.ts";
import type { Accounts } from "../people/accounts.ts";
import { CLAIMS_BY_SCOPE, toProfileClaims, userinfoAudience } from "./claims.ts";

/** What `/userinfo` needs to know. */
export interface UserinfoParts {
  issuer: string;
  keys: Keys;
  accounts: Accounts;
  clock: Clock;
}

/**
 * `/userinfo` also takes access tokens that are for the API, as Auth0 does when their scope contains `openid`.
 * Opaque tokens are left to the provider.
 */
export function userinfoForApiTokens({ issuer, keys, accounts, clock }: UserinfoParts): Middleware {
  const keySet = createLocalJWKSet({
    keys: keys.published().map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use })),
  });
  return async (ctx, next) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(ctx.get("authorization"))?.[1];
    if (ctx.path !== "/userinfo" || token === undefined) return next();

    ctx.set("cache-control", "no-store");
    const verified = await jwtVerify(token, keySet, {
      issuer,
      audience: userinfoAudience(issuer),
      currentDate: new Date(clock.now()),
    }).catch(() => null);
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
