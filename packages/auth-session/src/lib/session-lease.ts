import { Secret } from "@potluck/contracts/secret";
import type { Config } from "./config.ts";
import { AuthSessionError } from "./errors.ts";
import { type OpenParts, readLiveSession } from "./open-request.ts";
import { sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";

/** A session as held by something that outlives a request, such as a socket. It never refreshes by itself. */
export interface SessionLease {
  /** Id of the session: the same for all sockets of one sign-in. */
  readonly session: string;
  readonly userId: string;
  /** How many rotations its token is away from the sign-in. */
  readonly generation: number;
  /** Ms since the epoch. */
  readonly expiresAt: number;
  /** When a renewal becomes possible, ms since the epoch. */
  readonly renewAt: number;
  accessToken(): Secret;
}

/** What a holder of a lease wants to hear. */
export interface LeaseListener {
  /** Newer tokens of the session are known. */
  rotated(lease: SessionLease): void;
  /** The session was signed out or revoked. */
  ended(): void;
}

/** Sessions for holders that outlive a request. */
export interface Leases {
  /**
   * @returns The session of a request; null when nobody is signed in.
   * @throws {AuthSessionError} `SESSION_STORE_UNAVAILABLE` when nobody can tell now whether it was ended.
   */
  lease(request: Request): Promise<SessionLease | null>;
  watch(lease: SessionLease, listener: LeaseListener): { check(): Promise<void>; stop(): void };
}

/**
 * @param parts Configuration, refresher and stores.
 * @returns The leases.
 */
export function createLeases(parts: OpenParts): Leases {
  const { config, refresher, ended } = parts;
  const held = new WeakMap<SessionLease, SealedSession>();

  function leaseOf(session: SealedSession): SessionLease {
    const lease = createLease(config, session);
    held.set(lease, session);
    return lease;
  }

  return {
    async lease(request) {
      const presented = await readLiveSession(parts, request);
      if (presented.state === "none") return null;
      if (presented.state === "live") {
        return leaseOf(refresher.present(presented.session) ?? presented.session);
      }
      throw new AuthSessionError(
        "SESSION_STORE_UNAVAILABLE",
        "The session store does not answer, so that nobody can tell whether this session was ended. Try again shortly.",
      );
    },
    watch(lease, listener) {
      let current = held.get(lease);
      const adopt = (session: SealedSession) => {
        if (current && session.record.generation <= current.record.generation) return;
        current = session;
        listener.rotated(leaseOf(session));
      };
      const stopRotated = refresher.onRotated(lease.session, adopt);
      const stopEnded = current ? ended.watch(current.record, () => listener.ended()) : () => undefined;
      return {
        async check() {
          const successor = current && (await refresher.successor(current));
          if (!successor) return;
          const liveness = await ended.check(successor.record);
          if (liveness === "live") adopt(successor);
          else if (liveness === "ended") listener.ended();
        },
        stop() {
          stopRotated();
          stopEnded();
        },
      };
    },
  };
}

function createLease(config: Config, { record }: SealedSession): SessionLease {
  const { tokenExpiresAt, renewAt } = sessionTimes(config, record);
  return Object.freeze({
    session: record.sid,
    userId: record.userId,
    generation: record.generation,
    expiresAt: tokenExpiresAt,
    renewAt,
    accessToken: () => new Secret(record.accessToken),
  });
}
