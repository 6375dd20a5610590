import { createRemoteJWKSet, customFetch } from "jose";
import type { JWTVerifyGetKey } from "jose";

const SECOND = 1000;
/** How long keys are kept where the provider does not say. */
const DEFAULT_AGE = 600 * SECOND;
const LONGEST_AGE = 86_400 * SECOND;
const SHORTEST_AGE = SECOND;
/** Pause after a failed refetch; the old keys go on to serve meanwhile. */
const RETRY_AFTER = 10 * SECOND;

/**
 * The keys of a `jwk_url`: fetched at first use, refetched when the response's Cache-Control says so and when a token
 * names an unknown key. When the provider cannot be reached the keys at hand stay in use.
 */
export function createRemoteKeys(url: string): JWTVerifyGetKey {
  let refetchAt = Infinity;
  let refetching: Promise<void> | undefined;
  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: Infinity,
    cooldownDuration: SECOND,
    timeoutDuration: 5 * SECOND,
    [customFetch]: async (resource, init) => {
      const response = await fetch(resource, init);
      if (response.ok) refetchAt = Date.now() + freshness(response.headers);
      return response;
    },
  });

  async function refetch(): Promise<void> {
    refetchAt = Date.now() + RETRY_AFTER;
    await keys.reload().catch(() => {});
    refetching = undefined;
  }

  return async (header, token) => {
    if (Date.now() >= refetchAt) refetching ??= refetch();
    await refetching;
    return keys(header, token);
  };
}

/** RFC 9111: how long a response may be reused, in milliseconds. */
function freshness(headers: Headers): number {
  const control = headers.get("cache-control") ?? "";
  if (/\bno-(store|cache)\b/i.test(control)) return SHORTEST_AGE;
  const seconds = /\b(?:s-maxage|max-age)\s*=\s*"?(\d+)/i.exec(control)?.[1];
  if (seconds !== undefined) return clamp(Number(seconds) * SECOND);
  const expires = Date.parse(headers.get("expires") ?? "");
  return Number.isNaN(expires) ? DEFAULT_AGE : clamp(expires - Date.now());
}

function clamp(age: number): number {
  return Math.min(Math.max(age, SHORTEST_AGE), LONGEST_AGE);
}
