/** Answer to a claim: this caller exchanges the token, somebody already did, or somebody is doing it now. */
export type RotationClaim = { state: "won" } | { state: "done"; sealed: string } | { state: "busy" };

/** The result of an exchange. */
export interface Rotation {
  /** The sealed successor. */
  sealed: string;
  /** Names the session it belongs to. */
  session: string;
  /** The successor's generation. */
  generation: number;
  /** When the session ends unless it is rotated again, ms since the epoch: the record may go then. */
  until: number;
}

/**
 * Lets several processes agree on one refresh. Keys are HMACs and values sealed cookies: a store never sees a secret.
 * Every method may be called again after a failure.
 */
export interface RotationStore {
  /**
   * Asks for the right to exchange a refresh token.
   *
   * @param key Names the refresh token.
   * @param owner Fencing id of the caller; later `publish` and `release` calls only count for the owner that won.
   * @param ttlMs How long the claim holds when the owner dies. Longer than all provider timeouts together.
   */
  claim(key: string, owner: string, ttlMs: number): Promise<RotationClaim>;
  /**
   * Stores the result of an exchange.
   *
   * @param rotation The result.
   * @param keepMs How long to keep it after the successor was presented. Until then it is kept.
   * @returns False when the claim was lost to another owner meanwhile, or used already.
   */
  publish(key: string, owner: string, rotation: Rotation, keepMs: number): Promise<boolean>;
  /** Gives a claim back after a failed exchange. @returns False when it was lost to another owner meanwhile. */
  release(key: string, owner: string): Promise<boolean>;
  /** @returns The sealed successor of a token, without claiming anything. */
  find(key: string): Promise<string | undefined>;
  /** Tells that a browser came back with this generation of a session: its predecessors may be forgotten after `keepMs`. */
  presented(session: string, generation: number): Promise<void>;
}
