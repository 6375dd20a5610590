import { AuthSessionError } from "../errors.ts";

/** A secret that was about to leave, told without showing it. */
export interface Leak {
  /** Which one, such as `refresh token`. */
  secret: string;
  /** Name of the header; null when it was in the body. */
  header: string | null;
  /** Index of the byte of the body, or of the header's value, where the last 24 characters of it begin. */
  offset: number;
  contentType: string;
}

/** A response was about to give away a secret. */
export class LeakError extends AuthSessionError {
  readonly leak: Leak;

  constructor(leak: Leak) {
    const place = leak.header === null ? "the body" : `the header ${leak.header}`;
    const type = leak.contentType === "" ? "no content type" : leak.contentType;
    super(
      "SESSION_LEAK",
      `The ${leak.secret} is in ${place} of a response (${type}), at byte ${leak.offset}. Return from loaders and actions only what the page needs, and no token.`,
    );
    this.leak = leak;
  }
}
