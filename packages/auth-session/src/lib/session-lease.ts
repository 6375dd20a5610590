import { Secret } from "@potluck/contracts/secret";
import type { Config } from "./config.ts";
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
  lease(request: Request): Promise<SessionLease | null>;
  watch(lease: SessionLease, listener: LeaseListener): { check(): Promise<void>; stop(): void };
}

/**
 * @param parts Configuration, refresher and stores.
 * @returns The leases.
 */
export function createLeases(parts: OpenParts): Leases {
  const { config, refresher, sessions } = parts;
  const held = new WeakMap<SessionLease, SealedSession>();

  function leaseOf(session: SealedSession): SessionLease {
    const lease = createLease(config, session);
    held.set(lease, session);
    return lease;
  }

  return {
    async lease(request) {
      const presented = await readLiveSession(parts, request);
      return presented && leaseOf(refresher.present(presented) ?? presented);
    },
    watch(lease, listener) {
      let current = held.get(lease);
      const adopt = (session: SealedSession) => {
        if (current && session.record.generation <= current.record.generation) return;
        current = session;
        listener.rotated(leaseOf(session));
      };
      const stopRotated = refresher.onRotated(lease.session, adopt);
      const stopEnded = sessions.subscribe((session) => {
        if (session === lease.session) listener.ended();
      });
      // It may have ended between the lease and this call. A store that fails here is asked again at every renewal.
      sessions.isEnded(lease.session).then(
        (isEnded) => isEnded && listener.ended(),
        () => undefined,
      );
      return {
        async check() {
          const successor = current && (await refresher.successor(current));
          if (successor) adopt(successor);
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
