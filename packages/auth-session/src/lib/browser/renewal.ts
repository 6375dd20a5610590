import { keepSession } from "./keep-session.ts";

/** Options of {@link createRenewal}. Times are ms since the epoch, by the server's clock. */
export interface RenewalOptions {
  /** Path of the renewal endpoint, e.g. `/auth/renew`. */
  endpoint: string;
  /** What the server told this page; without it (a page that is the same for everybody) the endpoint is asked at once. */
  session?: KnownSession;
  /** Renew by the page's own timer too. Default true; it matters where no gateway socket is open. */
  timer?: boolean;
  /** Name shared by the tabs of one app. Default `session-renewal`. */
  channel?: string;
  fetch?: typeof fetch;
}

/** What a page that was rendered for somebody knows of the session. Times are ms since the epoch, by the server's clock. */
export interface KnownSession {
  /** When the token behind this page expires (`AuthRequest.expiresAt`). */
  expiresAt: number;
  /** When to renew (`AuthRequest.renewAt`). */
  renewAt: number;
  /** Who is signed in on this page (`AuthRequest.userId`). */
  userId: string;
  /** The server's clock when it made the page; without it the browser's clock is taken for right. */
  serverNow?: number;
}

/** What other tabs, the server or time did to the session. */
export type RenewalEvent =
  | { type: "renewed"; userId: string; expiresAt: number; renewAt: number }
  /** Leave the page: nobody is signed in any more. */
  | { type: "signed-out" }
  /** Reload the page: somebody else is signed in now. */
  | { type: "user-changed"; userId: string }
  /** The token has expired, or there is none yet, and the server cannot renew it now. Renewal goes on trying. */
  | { type: "unavailable" };

/** How one renewal ended. */
export type RenewalResult = "renewed" | "signed-out" | "unavailable";

/** Keeps a page's session alive. The one owner of renewals in a page. */
export interface Renewal {
  /** When the token expires, ms since the epoch by the server's clock; 0 while that is not known. */
  readonly expiresAt: number;
  /** Renews now. Call it on the gateway's ping `{type: "renew"}`, and before reconnecting after close code 4401. */
  renew(): Promise<RenewalResult>;
  /** @returns Stops listening. */
  subscribe(listener: (event: RenewalEvent) => void): () => void;
  /** Tells the other tabs that this one is signing out. Call it when the sign-out form is submitted. */
  announceSignOut(): void;
  dispose(): void;
}

/** Default name of the channel and the lock that the tabs of one app share. */
export const SESSION_CHANNEL = "session-renewal";

/**
 * Renews the session before its token expires, once for all tabs, and says what became of it. No token reaches the page.
 *
 * @param options Endpoint, times and person.
 * @returns The renewal; dispose of it with the page.
 */
export function createRenewal(options: RenewalOptions): Renewal {
  const { session } = options;
  return keepSession({
    endpoint: options.endpoint,
    grant: session && { userId: session.userId, expiresAt: session.expiresAt, renewAt: session.renewAt },
    serverNow: session?.serverNow,
    timer: options.timer ?? true,
    needsToken: false,
    channel: options.channel ?? SESSION_CHANNEL,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  });
}
