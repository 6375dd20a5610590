import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import type { Config } from "./config.ts";

/** Signatures only a provider can make: `none` and shared-secret algorithms are out. */
export const SIGNATURE_ALGORITHMS = ["RS256", "PS256", "ES256"];

/**
 * The provider's published keys: fetched when first needed, once however many ask, and again when a token names a key that
 * is not among them, at most every 30 seconds.
 *
 * @param config The configuration.
 * @returns Finds the key for a token.
 */
export function createProviderKeys(config: Config): JWTVerifyGetKey {
  let known: { url: string; keys: JWTVerifyGetKey } | null = null;
  return async (header, token) => {
    const { jwks: url } = await config.provider.endpoints();
    if (known?.url !== url) {
      const keys = createRemoteJWKSet(new URL(url), {
        timeoutDuration: config.timeoutMs,
        [customFetch]: (input, init) => config.fetch(input, init),
      });
      known = { url, keys };
    }
    return known.keys(header, token);
  };
}
