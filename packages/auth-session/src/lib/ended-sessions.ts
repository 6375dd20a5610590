import type { Config } from "./config.ts";
import { HeldSessions, type Liveness } from "./held-sessions.ts";
import { type EndTarget, namesOf, targetsOf } from "./session-names.ts";
import type { SessionRecord } from "./session-record.ts";
import { type Ending, isConcerned, type NamedSession, type SessionStore } from "./session-store.ts";
import { storeFailure } from "./store-failure.ts";

/** Which sessions were ended before their time, as far as the store tells. */
export interface EndedSessions {
  /** Whether every process sees the same, and a restart forgets nothing. */
  readonly isShared: boolean;
  /** Never rejects: a store that does not answer makes it `unknown`. */
  check(record: SessionRecord): Promise<Liveness>;
  /**
   * Ends sessions.
   *
   * @param target Which.
   * @param whenDown What becomes of it when the store does not answer: `later` refuses them in this process at once and
   *   records it when the store answers again, `never` leaves everything as it is.
   * @returns Whether it is recorded.
   */
  end(target: EndTarget, whenDown: "later" | "never"): Promise<boolean>;
  /**
   * @param record A session that is held for longer than a request.
   * @param ended Called once when it ends, also if that was before this call.
   * @returns Lets go of it.
   */
  watch(record: SessionRecord, ended: () => void): () => void;
}

/** A sign-in that was under way when a person or a provider's session was ended may finish that much later. */
const SLACK_S = 3600;
const MAX_UNRECORDED = 1000;

/**
 * @param config The configuration.
 * @param store Where ended sessions are recorded.
 * @returns The ended sessions.
 */
export function createEndedSessions(config: Config, store: SessionStore): EndedSessions {
  /** What the store has yet to hear; known to this process alone. */
  const unrecorded = new Set<Ending>();
  const held = new HeldSessions(store, checkNamed);

  const named = async (record: SessionRecord): Promise<NamedSession> => ({
    names: await namesOf(config.ring, targetsOf(record)),
    beganAt: Math.round(record.createdAt * 1000),
  });

  async function ask<T>(operation: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      for (const ending of unrecorded) {
        await store.end(ending);
        unrecorded.delete(ending);
      }
      return await call();
    } catch (error) {
      config.log({ type: "store-failed", operation, reason: storeFailure(error) });
      return undefined;
    }
  }

  async function checkNamed(session: NamedSession): Promise<Liveness> {
    if ([...unrecorded].some((ending) => isConcerned(ending, session))) return "ended";
    const isEnded = await ask("is-ended", () => store.isEnded(session));
    return isEnded === undefined ? "unknown" : isEnded ? "ended" : "live";
  }

  return {
    isShared: store.isShared,
    check: async (record) => checkNamed(await named(record)),
    async end(target, whenDown) {
      const now = config.clock.now();
      const ending: Ending = {
        names: await namesOf(config.ring, [target]),
        beganUpTo: target.kind === "user" ? now : null,
        until: now + (config.absoluteS + SLACK_S) * 1000,
      };
      const isRecorded = await ask("end", () => store.end(ending).then(() => true));
      if (isRecorded === true || whenDown === "never") return isRecorded === true;
      if (unrecorded.size < MAX_UNRECORDED) unrecorded.add(ending);
      held.heard(ending);
      return false;
    },
    watch(record, ended) {
      let letGo: (() => void) | null = () => undefined;
      void named(record).then((session) => {
        if (letGo) letGo = held.hold(session, ended);
      });
      return () => {
        letGo?.();
        letGo = null;
      };
    },
  };
}
