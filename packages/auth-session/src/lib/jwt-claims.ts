/**
 * Reads the claims of a token without checking its signature: only for tokens that came straight from the provider, or
 * out of our own sealed cookie.
 *
 * @param token A token.
 * @returns Its claims, or null when it is not a JWT.
 */
export function unverifiedClaims(token: string): Readonly<Record<string, unknown>> | null {
  const payload = token.split(".", 3)[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/**
 * When an access token ends, as seen by our clock: the earlier of its own claim and the lifetime the provider named.
 *
 * @param token The access token.
 * @param expiresInS Lifetime named by the token endpoint, seconds.
 * @param nowS Our clock, seconds since the epoch.
 * @returns Seconds since the epoch.
 */
export function tokenExpiry(token: string, expiresInS: number, nowS: number): number {
  const exp = unverifiedClaims(token)?.["exp"];
  const byLifetime = Math.floor(nowS + expiresInS);
  return typeof exp === "number" ? Math.min(exp, byLifetime) : byLifetime;
}
