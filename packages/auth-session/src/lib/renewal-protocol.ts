/** Header that marks our own script's requests; a plain form cannot send it. */
export const RENEWAL_HEADER = "x-session-renewal";

/** Answer of the renewal endpoint to a page that is signed in. */
export interface RenewalAnswer {
  /** Ms since the epoch. */
  expiresAt: number;
  /** When to ask again, ms since the epoch. */
  renewAt: number;
  /** The server's clock, ms since the epoch: the browser's may be wrong. */
  now: number;
  userId: string;
  /** The access token; only from the token endpoint of direct mode. */
  token?: string;
  /** Names the session to its own tabs (`AuthRequest.sessionId`); only from the token endpoint. */
  session?: string;
}
