/** What a sign-in proved of the person, as a session remembers it. */
export interface LoginProof {
  /** When the person last proved who they are (`auth_time`), seconds since the epoch. */
  authTime: number | null;
  /** Whether more than one factor was used. */
  multiFactor?: boolean;
  /** Any other authentication context class that was reached (`acr`). */
  acr?: string | undefined;
}

/** What a page asks of a sign-in. */
export interface ProofDemand {
  /** The proof of identity is at most that old, seconds. */
  maxAgeS?: number | undefined;
  /** One of these authentication context classes was reached. */
  acrValues?: readonly string[] | undefined;
}

/** The authentication context class that asks Auth0, and others, for more than one factor (OpenID PAPE 1.0). */
export const MULTI_FACTOR_ACR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/** Clocks of provider and app may differ by that much, seconds. */
export const CLOCK_TOLERANCE_S = 60;

/**
 * @param claims Claims of a validated ID token.
 * @returns What they prove (OpenID Connect Core, section 2; `mfa` in `amr` is RFC 8176's).
 */
export function proofOf(claims: Readonly<Record<string, unknown>>): LoginProof {
  const { auth_time: authTime, acr, amr } = claims;
  const multiFactor = acr === MULTI_FACTOR_ACR || (Array.isArray(amr) && amr.includes("mfa"));
  return {
    authTime: typeof authTime === "number" ? authTime : null,
    ...(multiFactor && { multiFactor }),
    ...(typeof acr === "string" && acr !== MULTI_FACTOR_ACR && { acr }),
  };
}

/**
 * Compares what was proved with what is asked, with the same tolerance at the callback and in pages, so that no sign-in is
 * good enough for the one and not for the other.
 *
 * @param proof What was proved.
 * @param demand What is asked.
 * @param nowS Our clock, seconds since the epoch.
 * @returns What is missing; null when nothing is.
 */
export function missingProof(
  { authTime, multiFactor, acr }: LoginProof,
  { maxAgeS, acrValues }: ProofDemand,
  nowS: number,
): "recent" | "acr" | null {
  if (maxAgeS !== undefined) {
    const isRecent =
      authTime !== null &&
      authTime >= nowS - maxAgeS - CLOCK_TOLERANCE_S &&
      authTime <= nowS + CLOCK_TOLERANCE_S;
    if (!isRecent) return "recent";
  }
  const reached = (value: string) => value === acr || (value === MULTI_FACTOR_ACR && multiFactor === true);
  return acrValues === undefined || acrValues.some(reached) ? null : "acr";
}
