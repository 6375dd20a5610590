/** Options of {@link createRenewal}. Times are ms since the epoch. */
export interface RenewalOptions {
  /** Path of the renewal endpoint, e.g. `/auth/renew`. */
  endpoint: string;
  /** When the token of this page expires (`AuthRequest.expiresAt`). */
  expiresAt: number;
  /** When to renew (`AuthRequest.renewAt`). */
  renewAt: number;
  /** Who is signed in on this page (`AuthRequest.userId`). */
  userId: string;
}

/** What other tabs, the server or time did to the session. */
export type RenewalEvent =
  | { type: "renewed"; expiresAt: number; renewAt: number }
  | { type: "signed-out" }
  | { type: "user-changed"; userId: string }
  | { type: "unavailable" };

/** Keeps a page's session alive. */
export interface Renewal {
  readonly expiresAt: number;
  /** Renews now if due. Call it when the gateway sends its ping `{type: "renew"}`, and before reconnecting after 4401. */
  renew(): Promise<"renewed" | "signed-out" | "unavailable">;
  subscribe(listener: (event: RenewalEvent) => void): () => void;
  /** Tells the other tabs that this one is signing out. Call it when the form is submitted. */
  announceSignOut(): void;
  dispose(): void;
}

/**
 * @param options Endpoint, times and person.
 * @returns The renewal.
 */
export function createRenewal(options: RenewalOptions): Renewal {
  void options;
  throw new Error("under construction");
}
