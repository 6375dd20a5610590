/** Why a family of refresh tokens ended. */
export type FamilyEnd =
  /** A refresh token or a code was used that counts as used. */
  | "reused"
  /** The application asked for it at `/oauth/revoke`. */
  | "revoked"
  /** The person had too many in this application. */
  | "evicted"
  /** The controls asked for it. */
  | "control";

/** The grant types that the tenant knows. */
export const GRANT_TYPES = ["authorization_code", "refresh_token"] as const;

/** One of {@link GRANT_TYPES}. */
export type GrantType = (typeof GRANT_TYPES)[number];

/** Requests of one grant type at the token endpoint. */
export interface GrantCounters {
  /** Requests, whatever became of them. */
  arrived: number;
  /**
   * Requests by what became of them, counted before a delayed answer leaves: `ok`, `lost` (committed, and the answer never sent),
   * the name of a fault that came before anything was done, or the `error` of the answer.
   */
  outcomes: Record<string, number>;
}

/** What happened since this process started. */
export interface Counters {
  /** Requests to the token endpoint, by grant type. */
  token: Record<GrantType | "other", GrantCounters>;
  authorize: number;
  keySet: number;
  revoke: number;
  userinfo: number;
  /** Families of refresh tokens that ended before their time. */
  families: Record<FamilyEnd, number>;
  /** Logout tokens that the application took, and those that it did not. */
  logoutTokens: { accepted: number; failed: number };
  /** Requests that a fault delayed, refused or cut off. */
  faults: number;
}

/** Makes counters that show nothing. */
export function createCounters(): Counters {
  const grant = () => ({ arrived: 0, outcomes: {} });
  return {
    token: { authorization_code: grant(), refresh_token: grant(), other: grant() },
    authorize: 0,
    keySet: 0,
    revoke: 0,
    userinfo: 0,
    families: { reused: 0, revoked: 0, evicted: 0, control: 0 },
    logoutTokens: { accepted: 0, failed: 0 },
    faults: 0,
  };
}
