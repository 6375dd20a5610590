import type { Middleware } from "../http/middleware.ts";

const MAX_AGE_S = 15;

/** The key set says how long it may be kept; without that an API never asks again and misses a rotated key. */
export function keySetCaching(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === "/.well-known/jwks.json" && ctx.status === 200) {
      ctx.set("cache-control", `public, max-age=${MAX_AGE_S}, stale-while-revalidate=${MAX_AGE_S}`);
    }
  };
}
