import type { Config } from "./config.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { tokenExpiry, unverifiedClaims } from "./jwt-claims.ts";
import type { Provider, ProviderTokens } from "./provider.ts";
import { ProviderError } from "./provider-error.ts";
import { RotationMemo } from "./rotation-memo.ts";
import { sealSession, sessionTimes } from "./session-cookie.ts";
import type { SealedSession, SessionRecord } from "./session-record.ts";
import { isRight, type SharedRotations } from "./shared-rotations.ts";

/** How a refresh ended: new tokens; the session is over; or nobody knows, try again after a while. */
export type RefreshOutcome =
  | { state: "rotated"; session: SealedSession }
  | { state: "dead" }
  | { state: "transient"; newest: SealedSession; retryAfterMs: number };

/** What {@link createRefresher} works with. */
export interface RefresherParts {
  config: Config;
  provider: Provider;
  ended: EndedSessions;
  /** Null: this process is alone. */
  shared: SharedRotations | null;
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

const RETRY_MS = 2000;
const PRESENTED_MS = 5 * 60_000;

/**
 * @param parts Configuration, provider and stores.
 * @returns The refresher.
 */
export function createRefresher({ config, provider, ended, shared }: RefresherParts): Refresher {
  const memo = new RotationMemo(config.memoMs, () => config.clock.now());
  const flights = new Map<string, Promise<RefreshOutcome>>();
  const listeners = new Map<string, Set<(session: SealedSession) => void>>();

  /** Unanswered is not refused: the provider may have rotated. Where it overlaps, that is not for long, so ask again at once. */
  async function ask(refreshToken: string): Promise<ProviderTokens> {
    try {
      return await provider.refresh(refreshToken);
    } catch (error) {
      if (error instanceof ProviderError && error.ambiguous) return provider.refresh(refreshToken);
      throw error;
    }
  }

  async function exchange({ record }: SealedSession, refreshToken: string): Promise<SealedSession> {
    const tokens = await ask(refreshToken);
    const { sub } = unverifiedClaims(tokens.accessToken) ?? {};
    if (sub !== undefined && sub !== record.userId) {
      throw new ProviderError("terminal", "the new token is for somebody else");
    }
    const nowS = Math.floor(config.clock.now() / 1000);
    return sealSession(config, {
      ...record,
      generation: record.generation + 1,
      rotatedAt: nowS,
      accessToken: tokens.accessToken,
      tokenExpiresAt: tokenExpiry(tokens.accessToken, tokens.expiresInS, nowS),
      refreshToken: tokens.refreshToken ?? refreshToken,
    });
  }

  /** What one exchange brings in, whoever makes it. */
  async function step(
    session: SealedSession,
    token: string,
  ): Promise<{ next: SealedSession; isOurs: boolean }> {
    if (!shared) return { next: await exchange(session, token), isOurs: true };
    const claim = await shared.claim(session);
    if (!isRight(claim)) return { next: claim, isOurs: false };
    try {
      return { next: await claim.publish(await exchange(session, token)), isOurs: true };
    } catch (error) {
      // Somebody may have won while this process was too slow: then the refusal was ours alone.
      const winner = await claim.giveBack();
      if (!winner) throw error;
      return { next: winner, isOurs: false };
    }
  }

  async function run(session: SealedSession): Promise<RefreshOutcome> {
    const startedAt = performance.now();
    const { userId } = session.record;
    let newest = session;
    try {
      // What others made of the token comes first, as far as that goes; then one exchange of our own, if it is due.
      for (let isOurs = false; !isOurs && isDue(newest.record);) {
        const { refreshToken } = newest.record;
        if (refreshToken === null) return { state: "dead" };
        ({ next: newest, isOurs } = await step(newest, refreshToken));
        // What was exchanged must not be lost, whatever happens next.
        memo.learn(newest);
      }
      if (!(await settle(newest))) return { state: "dead" };
      const { generation } = newest.record;
      config.log({ type: "refreshed", userId, generation, ms: Math.round(performance.now() - startedAt) });
      return { state: "rotated", session: newest };
    } catch (error) {
      const failure =
        error instanceof ProviderError ? error : new ProviderError("transient", reasonOf(error));
      const { kind, reason } = failure;
      config.log({
        type: "refresh-failed",
        userId,
        kind,
        reason,
        ms: Math.round(performance.now() - startedAt),
      });
      if (kind === "terminal") {
        const newer = memo.newer(newest.record);
        if (newer) return { state: "rotated", session: newer };
        memo.bury(newest.record);
        return { state: "dead" };
      }
      const retryAfterMs = failure.retryAfterMs ?? RETRY_MS;
      memo.pause(session.record, retryAfterMs);
      return { state: "transient", newest, retryAfterMs };
    }
  }

  const isDue = (record: SessionRecord) => config.clock.now() >= sessionTimes(config, record).renewAt;

  /** @returns False when the session was ended while the exchange was under way: the new token must not outlive it. */
  async function settle(session: SealedSession): Promise<boolean> {
    const { record } = session;
    const liveness = await ended.check(record);
    // When the store cannot tell, whoever asked for the refresh is refused; and holders are not told.
    if (liveness === "live") for (const listener of listeners.get(record.sid) ?? []) listener(session);
    if (liveness !== "ended") return true;
    if (record.refreshToken !== null) await provider.revoke(record.refreshToken);
    memo.bury(record);
    return false;
  }

  async function refresh(session: SealedSession): Promise<RefreshOutcome> {
    if (memo.isBuried(session.record)) return { state: "dead" };
    const pausedMs = memo.pausedMs(session.record);
    if (pausedMs > 0) {
      return { state: "transient", newest: memo.newer(session.record) ?? session, retryAfterMs: pausedMs };
    }
    const flightKey = flightKeyOf(session.record);
    const flight = flights.get(flightKey) ?? run(session).finally(() => flights.delete(flightKey));
    flights.set(flightKey, flight);
    return flight;
  }

  async function successor(session: SealedSession): Promise<SealedSession | null> {
    let newest = memo.newer(session.record) ?? session;
    for (let next = await shared?.successor(newest); next; next = await shared?.successor(newest))
      newest = next;
    if (newest === session) return null;
    memo.learn(newest);
    return newest;
  }

  function present(session: SealedSession): SealedSession | null {
    const { record } = session;
    const newer = memo.present(record);
    // The shared store may forget what led here. It need not hear of it twice, nor long after.
    const isRecent = record.generation > 0 && config.clock.now() - record.rotatedAt * 1000 < PRESENTED_MS;
    if (shared && !newer && isRecent && memo.isFirstSight(record)) shared.presented(session);
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
