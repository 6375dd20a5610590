import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";

/** What {@link createPublishedKeys} needs. */
export interface PublishedKeysOptions {
  /** Where the provider publishes its keys; may have to be found out. */
  url: () => Promise<string>;
  fetch: typeof fetch;
  timeoutMs: number;
}

/**
 * The provider's published keys: fetched when first needed, once however many ask, and again when a token names a key that
 * is not among them, at most every 30 seconds.
 *
 * @param options Where they are, and how to get there.
 * @returns Finds the key for a token.
 */
export function createPublishedKeys(options: PublishedKeysOptions): JWTVerifyGetKey {
  let known: { url: string; keys: JWTVerifyGetKey } | null = null;
  return async (header, token) => {
    const url = await options.url();
    if (known?.url !== url) {
      const keys = createRemoteJWKSet(new URL(url), {
        timeoutDuration: options.timeoutMs,
        [customFetch]: (input, init) => options.fetch(input, init),
      });
      known = { url, keys };
    }
    return known.keys(header, token);
  };
}
