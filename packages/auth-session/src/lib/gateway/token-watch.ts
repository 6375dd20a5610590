import type { Leases, SessionLease } from "../session-lease.ts";

/** What the holder of a socket hears about its session. */
export interface TokenWatchListener {
  /** Newer tokens: use them from now on. */
  adopt(lease: SessionLease): void;
  /** The token is about to expire: ask the browser to renew the session. */
  askForRenewal(): void;
  /** The token has expired and nobody renewed it. */
  expired(): void;
  /** Signed out or revoked. */
  ended(): void;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Watches the session of one socket. It never renews anything itself: a socket cannot set a cookie, so a rotation made here
 * would leave the browser with a used-up one.
 *
 * @param leases The sessions.
 * @param lease The lease to start with.
 * @param listener Hears what happens.
 * @returns Stops watching.
 */
export function watchToken(leases: Leases, lease: SessionLease, listener: TokenWatchListener): () => void {
  let renewalTimer: NodeJS.Timeout | undefined;
  let expiryTimer: NodeJS.Timeout | undefined;
  let current = lease;
  let isStopped = false;

  const watch = leases.watch(lease, {
    rotated(successor) {
      current = successor;
      schedule(successor);
      listener.adopt(successor);
    },
    ended: () => listener.ended(),
  });

  async function ask(asked: SessionLease): Promise<void> {
    // Another process may have renewed already; then rotated() has been called when this returns.
    await watch.check().catch(() => undefined);
    if (!isStopped && current === asked) listener.askForRenewal();
  }

  function schedule(due: SessionLease): void {
    const { renewAt, expiresAt } = due;
    clearTimeout(renewalTimer);
    clearTimeout(expiryTimer);
    const askAfter = (delayMs: number) => {
      renewalTimer = setTimeout(() => {
        void ask(due);
        askAfter(Math.min(5000, Math.max(250, (expiresAt - Date.now()) / 4)));
      }, clampTimeout(delayMs));
    };
    askAfter(renewAt - Date.now());
    expiryTimer = setTimeout(
      () => {
        if (expiresAt > Date.now()) return schedule(due);
        clearTimeout(renewalTimer);
        listener.expired();
      },
      clampTimeout(expiresAt - Date.now()),
    );
  }

  schedule(lease);
  return () => {
    isStopped = true;
    clearTimeout(renewalTimer);
    clearTimeout(expiryTimer);
    watch.stop();
  };
}

function clampTimeout(ms: number): number {
  return Math.min(Math.max(0, ms), MAX_TIMEOUT_MS);
}
