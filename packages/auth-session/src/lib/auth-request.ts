import type { HasuraClaims } from "@potluck/contracts";
import type { Secret } from "@potluck/contracts/secret";

/**
 * `anonymous`: nobody. `active`: signed in, token fresh. `degraded`: signed in, token still valid but the provider could
 * not renew it. `unavailable`: signed in, but the token has expired and the provider cannot be reached now; or there is a
 * session and the store cannot tell now whether it was ended, and then nothing is known of who it is.
 */
export type AuthStatus = "anonymous" | "active" | "degraded" | "unavailable";

/** Who sent one request. Reading anything of it marks the response as private. */
export interface AuthRequest<U> {
  readonly status: AuthStatus;
  /** What `onLogin` returned for this person; null when anonymous or unknown. */
  readonly user: U | null;
  /** Subject at the identity provider; null when anonymous. */
  readonly userId: string | null;
  /** Names the session to its own pages without giving anything away: one value per sign-in; null when anonymous. */
  readonly sessionId: string | null;
  /** The Hasura claims of the access token; null when anonymous or when the token carries none. */
  readonly claims: HasuraClaims | null;
  /** When the access token expires, ms since the epoch; null when anonymous. */
  readonly expiresAt: number | null;
  /** When the browser should ask for a renewal, ms since the epoch; null when anonymous. */
  readonly renewAt: number | null;
  /**
   * A token that is valid for the whole render.
   *
   * @throws {Response} 503 when the status is `unavailable`.
   * @throws {AuthSessionError} `SESSION_ANONYMOUS` when nobody is signed in: call `requireUser` first.
   */
  accessToken(): Secret;
  /**
   * @returns The signed-in person.
   * @throws {Response} A redirect to the sign-in page (anonymous), or 503 (`unavailable`).
   */
  requireUser(): U;
  /**
   * @param role A role the access token must allow.
   * @returns The signed-in person.
   * @throws {Response} As `requireUser`; 403 when the role is not among the allowed ones.
   */
  requireRole(role: string): U;
  /**
   * Demands that the person proved who they are a short while ago. The proof is the ID token's `auth_time`; it counts from
   * the last proof at the provider, not from the last sign-in here. A minute of difference between clocks is allowed.
   *
   * @param maxAgeS How long ago at most, seconds.
   * @returns The signed-in person.
   * @throws {Response} As `requireUser`; a redirect to the provider when the proof is older, and back here afterwards. A
   *   provider that does not do as asked ends on the sign-in page, with the code `insufficient`.
   */
  requireRecent(maxAgeS: number): U;
  /**
   * Demands that the sign-in took more than one factor, or reached another authentication context class.
   *
   * @param demand `maxAgeS`: how long ago at most, seconds. `acr`: the class to reach instead of "more than one factor".
   * @returns The signed-in person.
   * @throws {Response} As `requireRecent`.
   */
  requireMultiFactor(demand?: { maxAgeS?: number; acr?: string }): U;
  /**
   * Puts what the session has to say on a response: the renewed cookie (once), and `private, no-store` with
   * `Vary: Cookie` when the session was read. Safe to call twice.
   *
   * @param response The response to send.
   * @returns The same response, or a copy when its headers were immutable.
   */
  seal(response: Response): Response;
}
