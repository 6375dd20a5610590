import {
  type AccessToken,
  createRenewal,
  createTokenClient,
  type KnownSession,
  type Renewal,
  type RenewalEvent,
  type TokenClient,
} from "@potluck/auth-session/browser";

import { sessionEndpoints } from "./session-script.ts";

/** What is known of the session behind this page. */
export type SessionState =
  /** It is being asked for. */
  | { status: "asking" }
  | { status: "signed-in"; userId: string }
  | { status: "signed-out" }
  /** It cannot be had now; that is tried again by itself. */
  | { status: "unavailable" };

/** What ended the session that a page was showing. */
export type SessionEnd = Extract<RenewalEvent, { type: "signed-out" | "user-changed" }>;

interface Keeper {
  userId: string | undefined;
  renewal: Renewal;
  /** In direct mode, the same object. */
  tokens: TokenClient | undefined;
}

const asking: SessionState = { status: "asking" };
const listeners = new Set<() => void>();
const endings = new Set<(end: SessionEnd) => void>();
const tokenListeners = new Set<(token: AccessToken) => void>();
let state: SessionState = asking;
let keeper: Keeper | undefined;

/** The session behind this page, as far as it is known; to be watched. */
export const pageSession = {
  get: (): SessionState => state,
  /** What a page shows that has just been loaded. */
  getInitial: (): SessionState => asking,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/**
 * Keeps the session behind this page alive, and follows what other tabs do to it. There is one keeper in a page, whoever asks.
 *
 * @param known What a loader said of it; without it the server is asked.
 */
export function keepSession(known?: KnownSession): void {
  if (keeper && (!known || isCurrent(keeper, known))) return;
  keeper?.renewal.dispose();
  keeper = window.directAccess ? createDirectKeeper(known) : createGatewayKeeper(known);
  const mine = keeper;
  mine.renewal.subscribe((event) => keeper === mine && follow(event));
  mine.tokens?.onChange((token) => {
    if (keeper === mine) for (const listener of tokenListeners) listener(token);
  });
  setState(known ? { status: "signed-in", userId: known.userId } : asking);
}

/**
 * @param onEnd Called when the session that the page shows has ended, in whichever tab: everything shown is out of place then.
 * @returns Stops the calls.
 */
export function watchSessionEnd(onEnd: (end: SessionEnd) => void): () => void {
  endings.add(onEnd);
  return () => void endings.delete(onEnd);
}

/** The access tokens of this page, in direct mode: those of whoever is signed in at the moment. */
export const pageTokens = {
  get: (minValidS?: number) => keeper?.tokens?.get(minValidS) ?? Promise.resolve(null),
  refuse: (token: string) => keeper?.tokens?.refuse(token),
  onChange(listener: (token: AccessToken) => void): () => void {
    tokenListeners.add(listener);
    return () => void tokenListeners.delete(listener);
  },
};

/** Asks for a renewal now: because the gateway wants one, or somebody who waits. */
export function renewSession(): void {
  void keeper?.renewal.renew();
}

/** Tells the other tabs that this one is signing out, and stops asking for renewals: the next answer would be a refusal. */
export function announceSignOut(): void {
  keeper?.renewal.announceSignOut();
  keeper?.renewal.dispose();
  keeper = undefined;
}

/** Whether there is no need for another keeper: the times of this one are as new as what a loader said. */
function isCurrent({ userId, renewal, tokens }: Keeper, known: KnownSession): boolean {
  return userId === known.userId && (tokens !== undefined || renewal.expiresAt >= known.expiresAt);
}

function createGatewayKeeper(session: KnownSession | undefined): Keeper {
  const renewal = createRenewal({ endpoint: sessionEndpoints.gateway, session });
  return { userId: session?.userId, renewal, tokens: undefined };
}

function createDirectKeeper(known: KnownSession | undefined): Keeper {
  const tokens = createTokenClient({ endpoint: sessionEndpoints.direct, userId: known?.userId });
  return { userId: known?.userId, renewal: tokens, tokens };
}

function follow(event: RenewalEvent): void {
  switch (event.type) {
    case "renewed":
      if (keeper) keeper.userId = event.userId;
      return setState({ status: "signed-in", userId: event.userId });
    case "unavailable":
      // What is shown stays; only a page that shows nothing yet has to say so.
      return state.status === "signed-in" ? undefined : setState({ status: "unavailable" });
    case "signed-out":
    case "user-changed": {
      const wasShown = state.status === "signed-in";
      keeper?.renewal.dispose();
      keeper = undefined;
      setState({ status: "signed-out" });
      if (wasShown) for (const onEnd of endings) onEnd(event);
    }
  }
}

function setState(next: SessionState): void {
  const isSame =
    next.status === state.status &&
    (next.status !== "signed-in" || (state.status === "signed-in" && next.userId === state.userId));
  if (isSame) return;
  state = next;
  for (const listener of listeners) listener();
}
