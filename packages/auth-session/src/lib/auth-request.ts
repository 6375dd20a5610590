import type { HasuraClaims } from "@potluck/contracts";
import type { Secret } from "@potluck/contracts/secret";

/**
 * `anonymous`: nobody. `active`: signed in, token fresh. `degraded`: signed in, token still valid but the provider could
 * not renew it. `unavailable`: signed in, but the token has expired and the provider cannot be reached now.
 */
export type AuthStatus = "anonymous" | "active" | "degraded" | "unavailable";

/** Who sent one request. Reading anything of it marks the response as private. */
export interface AuthRequest<U> {
  readonly status: AuthStatus;
  /** What `onLogin` returned for this person; null when anonymous. */
  readonly user: U | null;
  /** Subject at the identity provider; null when anonymous. */
  readonly userId: string | null;
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
   * Puts what the session has to say on a response: the renewed cookie (once), and `private, no-store` with
   * `Vary: Cookie` when the session was read. Safe to call twice.
   *
   * @param response The response to send.
   * @returns The same response, or a copy when its headers were immutable.
   */
  seal(response: Response): Response;
}
