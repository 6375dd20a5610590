import { randomUUID } from "node:crypto";
import type { Config } from "./config.ts";
import { tokenExpiry, unverifiedClaims } from "./jwt-claims.ts";
import { macOf } from "./key-ring.ts";
import { RotationMemo } from "./rotation-memo.ts";
import type { RotationStore } from "./rotation-store.ts";
import { openSealed, sealSession } from "./session-cookie.ts";
import type { SealedSession, SessionRecord } from "./session-record.ts";
import type { SessionStore } from "./session-store.ts";
import { type TokenEndpoint, TokenEndpointError } from "./token-endpoint.ts";

/** How a refresh ended: new tokens; the session is over; or nobody knows, try again after a while. */
export type RefreshOutcome =
  | { state: "rotated"; session: SealedSession }
  | { state: "dead" }
  | { state: "transient"; retryAfterMs: number };

/** What {@link createRefresher} works with. */
export interface RefresherParts {
  config: Config;
  endpoint: TokenEndpoint;
  sessions: SessionStore;
  rotations: RotationStore | null;
}

/** The only place that exchanges refresh tokens. */
export interface Refresher {
  readonly memo: RotationMemo;
  /** Notes that a browser presented this session. @returns The newest session this process knows, if that is newer. */
  present(session: SealedSession): SealedSession | null;
  /** One exchange per generation, however many ask. Give it what {@link present} said is newest. Never throws. */
  refresh(session: SealedSession): Promise<RefreshOutcome>;
  /** @returns The newest session reachable without an exchange, here or in the shared store; null when there is none newer. */
  successor(session: SealedSession): Promise<SealedSession | null>;
  /** Calls the listener with every newer generation of a session that this process learns of. @returns Stops. */
  onRotated(sid: string, listener: (session: SealedSession) => void): () => void;
}

/** Longer than both attempts at the provider together, so that a claim outlives its holder's patience. */
const CLAIM_SLACK_MS = 2000;
const RETRY_MS = 2000;
const PRESENTED_MS = 5 * 60_000;

/**
 * @param parts Configuration, provider and stores.
 * @returns The refresher.
 */
export function createRefresher({ config, endpoint, sessions, rotations }: RefresherParts): Refresher {
  const memo = new RotationMemo(config.memoMs, () => config.clock.now());
  const flights = new Map<string, Promise<RefreshOutcome>>();
  const listeners = new Map<string, Set<(session: SealedSession) => void>>();
  const claimMs = 2 * config.timeoutMs + CLAIM_SLACK_MS;

  function learn(session: SealedSession): SealedSession {
    memo.learn(session);
    for (const listener of listeners.get(session.record.sid) ?? []) listener(session);
    return session;
  }

  /**
   * The generation is part of the name because a provider without rotation gives the same token again. The key is the one
   * that sealed the cookie: processes in the middle of a key change agree on it.
   */
  async function rotationKey({ record, keyId }: SealedSession): Promise<string | null> {
    const parts = [
      record.refreshToken ?? "",
      config.audience ?? config.resource ?? "",
      config.scopes.join(" "),
      String(record.generation),
    ];
    return macOf(config.ring, keyId, ["rotation", ...parts]);
  }

  async function exchange({ record }: SealedSession, refreshToken: string): Promise<SealedSession> {
    const answer = await endpoint.refresh(refreshToken);
    const subject = unverifiedClaims(answer.access_token)?.["sub"];
    if (subject !== undefined && subject !== record.userId) {
      throw new TokenEndpointError("terminal", "the new token is for somebody else");
    }
    const nowS = Math.floor(config.clock.now() / 1000);
    return sealSession(config, {
      ...record,
      generation: record.generation + 1,
      rotatedAt: nowS,
      accessToken: answer.access_token,
      tokenExpiresAt: tokenExpiry(answer.access_token, answer.expires_in, nowS),
      refreshToken: answer.refresh_token ?? refreshToken,
    });
  }

  async function adopt(sealed: string): Promise<SealedSession> {
    const session = await openSealed(config, sealed);
    if (!session)
      throw new TokenEndpointError("transient", "the shared result is sealed with a key this process lacks");
    return session;
  }

  /** Waits for the right to exchange, or for somebody else's result. */
  async function claimOrAdopt(
    store: RotationStore,
    key: string,
    owner: string,
  ): Promise<SealedSession | null> {
    const deadline = Date.now() + claimMs;
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 250)) {
      const claim = await store.claim(key, owner, claimMs);
      if (claim.state === "done") return adopt(claim.sealed);
      if (claim.state === "won") return null;
      if (Date.now() >= deadline)
        throw new TokenEndpointError("transient", "another process did not finish in time");
      await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
    }
  }

  async function exchangeAlone(session: SealedSession, refreshToken: string): Promise<SealedSession> {
    const key = rotations && (await rotationKey(session));
    if (!rotations || key === null) return exchange(session, refreshToken);
    const owner = randomUUID();
    const found = await claimOrAdopt(rotations, key, owner);
    if (found) return found;
    let successor: SealedSession;
    try {
      successor = await exchange(session, refreshToken);
    } catch (error) {
      await rotations.release(key, owner);
      // Somebody may have won while this process was too slow: then the refusal was ours alone.
      const sealed = await rotations.find(key);
      if (sealed === undefined) throw error;
      return adopt(sealed);
    }
    const { sid, generation } = successor.record;
    const rotation = { sealed: successor.sealed, session: sid, generation };
    const published = await rotations.publish(key, owner, rotation, config.memoMs);
    const winner = published ? undefined : await rotations.find(key);
    return winner === undefined ? successor : adopt(winner);
  }

  async function run(session: SealedSession): Promise<RefreshOutcome> {
    const { record } = session;
    if (record.refreshToken === null) return { state: "dead" };
    const startedAt = performance.now();
    const elapsed = () => Math.round(performance.now() - startedAt);
    try {
      const successor = await exchangeAlone(session, record.refreshToken);
      // When the store cannot answer, the caller's own check refuses; what was exchanged must not be lost meanwhile.
      if (await sessions.isEnded(record.sid).catch(() => false)) {
        // Signed out while the exchange was under way: the new token must not outlive the session.
        if (successor.record.refreshToken !== null) await endpoint.revoke(successor.record.refreshToken);
        memo.bury(successor.record);
        return { state: "dead" };
      }
      learn(successor);
      config.log({
        type: "refreshed",
        userId: record.userId,
        generation: successor.record.generation,
        ms: elapsed(),
      });
      return { state: "rotated", session: successor };
    } catch (error) {
      const failure =
        error instanceof TokenEndpointError ? error : new TokenEndpointError("transient", reasonOf(error));
      config.log({
        type: "refresh-failed",
        userId: record.userId,
        kind: failure.kind,
        reason: failure.reason,
        ms: elapsed(),
      });
      if (failure.kind === "terminal") {
        const newer = memo.newer(record);
        if (newer) return { state: "rotated", session: newer };
        memo.bury(record);
        return { state: "dead" };
      }
      const retryAfterMs = failure.retryAfterMs ?? RETRY_MS;
      memo.pause(record, retryAfterMs);
      return { state: "transient", retryAfterMs };
    }
  }

  async function refresh(session: SealedSession): Promise<RefreshOutcome> {
    if (memo.isBuried(session.record)) return { state: "dead" };
    const pausedMs = memo.pausedMs(session.record);
    if (pausedMs > 0) return { state: "transient", retryAfterMs: pausedMs };
    const flightKey = flightKeyOf(session.record);
    const flight = flights.get(flightKey) ?? run(session).finally(() => flights.delete(flightKey));
    flights.set(flightKey, flight);
    return flight;
  }

  async function successor(session: SealedSession): Promise<SealedSession | null> {
    const newer = memo.newer(session.record);
    if (newer) return newer;
    const key = rotations && (await rotationKey(session));
    const sealed = rotations && key !== null ? await rotations.find(key) : undefined;
    return sealed === undefined ? null : learn(await adopt(sealed));
  }

  function present({ record }: SealedSession): SealedSession | null {
    const newer = memo.present(record);
    // The shared store may forget what led here. It need not hear of it twice, nor long after; losing a call costs only room.
    const isRecent = record.generation > 0 && config.clock.now() - record.rotatedAt * 1000 < PRESENTED_MS;
    if (rotations && !newer && isRecent && memo.isFirstSight(record)) {
      rotations.presented(record.sid, record.generation).catch(() => undefined);
    }
    return newer;
  }

  return {
    memo,
    present,
    refresh,
    successor,
    onRotated(sid, listener) {
      const group = listeners.get(sid) ?? new Set();
      listeners.set(sid, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0) listeners.delete(sid);
      };
    },
  };
}

function flightKeyOf(record: SessionRecord): string {
  return `${record.sid}:${record.generation}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
