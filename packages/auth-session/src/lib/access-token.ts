import { unverifiedClaims } from "./jwt-claims.ts";
import { SignInError } from "./sign-in-failure.ts";

/** What an access token has to be good for. */
export interface AccessTokenExpectation {
  /** The API; null when none was named. */
  audience: string | null;
  userId: string;
}

/**
 * The API would refuse such a token on every page: better to say so once, at sign-in.
 *
 * @param token The access token that came with a sign-in; one that is no JWT says nothing.
 * @param expected What it has to be good for.
 * @throws {SignInError} `invalid`
 */
export function checkAccessToken(token: string, { audience, userId }: AccessTokenExpectation): void {
  const claims = unverifiedClaims(token);
  if (!claims) return;
  const { aud, sub } = claims;
  if (audience !== null && ![aud].flat().includes(audience)) {
    const reason = `The access token is not for the audience ${audience}. Check the API in the tenant.`;
    throw new SignInError("invalid", reason);
  }
  if (sub !== undefined && sub !== userId)
    throw new SignInError("invalid", "Access token and ID token name different people.");
}

/**
 * @param token An access token that came in exchange for a refresh token.
 * @param audience The API it has to be for; null: any.
 * @returns Whether it says that it is for another.
 */
export function isForAnotherApi(token: string, audience: string | null): boolean {
  const aud = unverifiedClaims(token)?.["aud"];
  return audience !== null && aud !== undefined && ![aud].flat().includes(audience);
}
