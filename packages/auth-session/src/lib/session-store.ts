/** Remembers which sessions were ended before their time. */
export interface SessionStore {
  /** @returns Whether the session was ended. */
  isEnded(session: string): Promise<boolean>;
  /**
   * Ends a session.
   *
   * @param session The session's id.
   * @param userId Subject of the session.
   * @param untilMs When the session would have ended anyway (ms since the epoch): the record may go then.
   */
  end(session: string, userId: string, untilMs: number): Promise<void>;
  /**
   * @param listener Called with the id of every session that ends, in every process that shares the store.
   * @returns Stops listening.
   */
  subscribe(listener: (session: string) => void): () => void;
}

const MAX_ENTRIES = 10_000;

/**
 * Ended sessions of this process only; forgotten when it restarts (cookies then still carry the tombstone).
 *
 * @returns The store.
 */
export function createMemorySessionStore(): SessionStore {
  const ended = new Map<string, number>();
  const listeners = new Set<(session: string) => void>();
  return {
    isEnded: (session) => Promise.resolve(ended.has(session)),
    end(session, _userId, untilMs) {
      ended.delete(session);
      ended.set(session, untilMs);
      if (ended.size > MAX_ENTRIES) {
        for (const oldest of ended.keys()) {
          ended.delete(oldest);
          break;
        }
      }
      for (const listener of listeners) listener(session);
      return Promise.resolve();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
