/** One change of the store; `value` is absent when the key was deleted. */
export interface Change {
  key: string;
  value?: unknown;
  /** Seconds since the epoch after which the value no longer counts; absent: it counts until it is deleted. */
  expiresAt?: number;
}
