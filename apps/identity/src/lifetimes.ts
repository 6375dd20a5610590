import type { Configuration } from "oidc-provider";
import type { Clock } from "./clock.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
// Auth0's defaults: sessions and refresh tokens end when idle, and absolutely.
const SESSION = { idle: 3 * DAY, absolute: 30 * DAY };
const REFRESH = { idle: 15 * DAY, absolute: 30 * DAY };

/** @returns How long what the tenant issues lives, in seconds. */
export function createLifetimes(clock: Clock): NonNullable<Configuration["ttl"]> {
  const within = (lifetime: { idle: number; absolute: number }, since: number | undefined): number => {
    const now = clock.seconds();
    return Math.max(1, Math.min(lifetime.idle, (since ?? now) + lifetime.absolute - now));
  };
  return {
    // The API's own, if the token is for one.
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? DAY,
    AuthorizationCode: 60,
    Grant: REFRESH.absolute,
    IdToken: 10 * HOUR,
    Interaction: HOUR,
    RefreshToken: (_ctx, token) => within(REFRESH, token.iiat),
    Session: (_ctx, session) => within(SESSION, session.loginTs),
  };
}
