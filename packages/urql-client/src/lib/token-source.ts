/** An access token; whoever hands it out may know more of it. */
export interface SourcedToken {
  readonly token: string;
}

/**
 * Where the access tokens of a page come from that talks to the API itself. The source renews them; this package only asks, and
 * follows.
 */
export interface TokenSource {
  /**
   * @param minValidS How many seconds the token should last at least.
   * @returns A token; null when nobody is signed in. Rejects while none can be had.
   */
  get(minValidS?: number): Promise<SourcedToken | null>;
  /** The API did not take this token. */
  refuse(token: string): void;
  /**
   * @param listener Called with every newer token, well before the one before it expires.
   * @returns Stops the calls.
   */
  onChange(listener: (token: SourcedToken) => void): () => void;
}
