import type { AppMetadata, UserMetadata } from "@potluck/contracts";

/** A person who can sign in. */
export interface Account {
  /** Subject in tokens, in Auth0's form: the provider of the connection, a bar, the person's id there. */
  sub: string;
  email: string;
  emailVerified: boolean;
  name: string;
  /** Absent: there is no password to sign in with. */
  passwordHash?: string;
  /** Seconds since the epoch. */
  updatedAt: number;
  /** Absent from accounts of an older version. */
  userMetadata?: UserMetadata;
  appMetadata?: AppMetadata;
}
