/** What a store may know of a session: names that say nothing to anybody but us, and when it began. */
export interface NamedSession {
  /** HMACs of the session's id, its person and its session at the provider, under every key of the ring. */
  readonly names: readonly string[];
  /** Ms since the epoch. */
  readonly beganAt: number;
}

/** What ends: every session that carries one of the names. */
export interface Ending {
  readonly names: readonly string[];
  /** Only sessions that began at or before this time, ms since the epoch; null: whenever they began. */
  readonly beganUpTo: number | null;
  /** When all of them would have ended anyway, ms since the epoch: the record may go then. */
  readonly until: number;
}

/**
 * @param ending What ends.
 * @param session A session.
 * @returns Whether it is among those that end.
 */
export function isConcerned({ names, beganUpTo }: Omit<Ending, "until">, session: NamedSession): boolean {
  const isInTime = beganUpTo === null || session.beganAt <= beganUpTo;
  return isInTime && session.names.some((name) => names.includes(name));
}

/** Hears of sessions that end. */
export interface EndingListener {
  ended(ending: Omit<Ending, "until">): void;
  /** Something may have ended without a word: ask again for every session that is held. */
  unsure(): void;
}

/**
 * Remembers which sessions were ended before their time. It sees HMACs, never who they stand for. A method that rejects
 * says that the store does not answer: nobody is let in then, and nobody's session is lost.
 */
export interface SessionStore {
  /** Whether every process sees the same records and a restart forgets none. */
  readonly isShared: boolean;
  /** @returns Whether the session was ended. */
  isEnded(session: NamedSession): Promise<boolean>;
  /** Ends sessions, known or not. May be called again after a failure. */
  end(ending: Ending): Promise<void>;
  /**
   * @param listener Called for every ending, in every process that shares the store.
   * @returns Stops listening.
   */
  subscribe(listener: EndingListener): () => void;
}
