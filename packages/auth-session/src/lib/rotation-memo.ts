import type { SealedSession, SessionRecord } from "./session-record.ts";

interface Entry {
  latest: SealedSession | null;
  /** When to forget; Infinity while nobody came back with the latest generation. */
  keepUntil: number;
  /** Generations up to this one were refused for good. */
  deadGeneration: number;
  /** No attempt before this time. */
  retryAt: number;
  /** Highest generation that {@link RotationMemo.isFirstSight} was asked about. */
  seenGeneration: number;
}

const MAX_SESSIONS = 10_000;

/**
 * What this process knows about the newest tokens of each session. A browser may come back with an older cookie: its
 * answer got lost, or two answers arrived in the wrong order. It is then handed the newest one instead of an exchange that
 * the provider would take for theft. A rotation is remembered until its successor was presented, and a while longer.
 */
export class RotationMemo {
  readonly #entries = new Map<string, Entry>();
  readonly #keepMs: number;
  readonly #now: () => number;

  constructor(keepMs: number, now: () => number) {
    this.#keepMs = keepMs;
    this.#now = now;
  }

  /**
   * Notes that a browser presented this session.
   *
   * @returns The newest session known if it is newer, otherwise null.
   */
  present(record: SessionRecord): SealedSession | null {
    const entry = this.#read(record.sid);
    if (!entry?.latest) return null;
    if (entry.latest.record.generation > record.generation) {
      // Whoever holds the older cookie has not got the newer one, whatever was presented before.
      entry.keepUntil = Number.POSITIVE_INFINITY;
      return entry.latest;
    }
    entry.keepUntil = Math.min(entry.keepUntil, this.#now() + this.#keepMs);
    return null;
  }

  /** @returns Whether this process sees this generation for the first time, as far as it remembers. */
  isFirstSight(record: SessionRecord): boolean {
    const entry = this.#write(record.sid);
    if (entry.seenGeneration >= record.generation) return false;
    entry.seenGeneration = record.generation;
    return true;
  }

  /** @returns The newest session known if it is newer than the record, otherwise null. Changes nothing. */
  newer(record: SessionRecord): SealedSession | null {
    const latest = this.#read(record.sid)?.latest;
    return latest && latest.record.generation > record.generation ? latest : null;
  }

  /** Remembers a successor. */
  learn(session: SealedSession): void {
    const { sid, generation } = session.record;
    const entry = this.#write(sid);
    if (entry.latest && entry.latest.record.generation >= generation) return;
    entry.latest = session;
    entry.keepUntil = Number.POSITIVE_INFINITY;
    entry.retryAt = 0;
  }

  /** Remembers that the provider refused this generation for good. */
  bury(record: SessionRecord): void {
    const entry = this.#write(record.sid);
    entry.deadGeneration = Math.max(entry.deadGeneration, record.generation);
    entry.keepUntil = this.#now() + this.#keepMs;
  }

  /** @returns Whether this generation is known to be refused. */
  isBuried(record: SessionRecord): boolean {
    const entry = this.#read(record.sid);
    return entry !== undefined && entry.deadGeneration >= record.generation;
  }

  /** Asks for no further attempt for this session during the given time. */
  pause(record: SessionRecord, ms: number): void {
    const entry = this.#write(record.sid);
    entry.retryAt = this.#now() + ms;
    if (!entry.latest) entry.keepUntil = entry.retryAt + this.#keepMs;
  }

  /** @returns Milliseconds until the next attempt makes sense; 0 for now. */
  pausedMs(record: SessionRecord): number {
    return Math.max(0, (this.#read(record.sid)?.retryAt ?? 0) - this.#now());
  }

  #read(sid: string): Entry | undefined {
    const entry = this.#entries.get(sid);
    if (!entry) return undefined;
    this.#entries.delete(sid);
    if (entry.keepUntil <= this.#now()) return undefined;
    this.#entries.set(sid, entry); // the map's order is the order of use
    return entry;
  }

  #write(sid: string): Entry {
    const known = this.#read(sid);
    if (known) return known;
    const entry: Entry = {
      latest: null,
      keepUntil: this.#now() + this.#keepMs,
      deadGeneration: -1,
      retryAt: 0,
      seenGeneration: -1,
    };
    this.#entries.set(sid, entry);
    const oldest = this.#entries.size > MAX_SESSIONS ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    return entry;
  }
}
