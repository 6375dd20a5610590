/** Everything a session cookie holds, decrypted. Stays on the server. */
export interface SessionRecord {
  /** Random id of the session, 128 bits in base64url. */
  sid: string;
  /** Subject at the identity provider. */
  userId: string;
  /** How many times the tokens were rotated. */
  generation: number;
  /** Sign-in, seconds since the epoch, to the millisecond. */
  createdAt: number;
  /** Last rotation (or sign-in), seconds since the epoch. */
  rotatedAt: number;
  accessToken: string;
  /** Seconds since the epoch. */
  tokenExpiresAt: number;
  refreshToken: string | null;
  /** The provider's own session id (`sid` claim of the ID token): names the session at sign-out. */
  providerSid: string | null;
  /** When the person last proved who they are (`auth_time`), seconds since the epoch. */
  authTime: number | null;
  /** Whether the sign-in took more than one factor. */
  multiFactor?: boolean;
  /** Any other authentication context class that the sign-in reached (`acr`). */
  acr?: string | undefined;
  /** What `onLogin` returned. */
  user: unknown;
}

/** A record and the cookie value it came from. */
export interface SealedSession {
  record: SessionRecord;
  /** The cookie value, byte for byte. */
  sealed: string;
  /** The key that sealed it. */
  keyId: string;
}
