import { randomUUID } from "node:crypto";
import type { Config } from "./config.ts";
import { macOf } from "./key-ring.ts";
import { ProviderError } from "./provider-error.ts";
import type { Rotation, RotationStore } from "./rotation-store.ts";
import { openSealed, sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import { storeFailure } from "./store-failure.ts";

/** The right to exchange a refresh token, won against every other process. */
export interface ExchangeRight {
  /**
   * Hands the result to the others. A store that does not answer is told again later: what the provider has given must
   * not be lost.
   *
   * @returns The session to use: the successor, or that of another process that won meanwhile.
   */
  publish(successor: SealedSession): Promise<SealedSession>;
  /**
   * Gives the right back after a failed exchange, and waits for another process that took it meanwhile.
   *
   * @returns What the other process got for the token; null when there was none, or it failed too.
   * @throws {ProviderError} `transient` when the store cannot tell.
   */
  giveBack(): Promise<SealedSession | null>;
}

/** Exchanges that several processes agree on. Every method but `presented` throws a transient {@link ProviderError} while the store is down. */
export interface SharedRotations {
  /** Waits for the right to exchange a session's token, or for what somebody else gets for it. */
  claim(session: SealedSession): Promise<ExchangeRight | SealedSession>;
  /** @returns The direct successor of a session; null when there is none. */
  successor(session: SealedSession): Promise<SealedSession | null>;
  /** Tells that a browser came back with this session. */
  presented(session: SealedSession): void;
}

/** Longer than both attempts at the provider together, so that a claim outlives its holder's patience. */
const CLAIM_SLACK_MS = 2000;
/** The first wait and the longest one between two attempts to publish; about a minute altogether. */
const PUBLISH_AGAIN_MS = [250, 32_000] as const;

/**
 * @param config The configuration.
 * @param grant What the provider's tokens are good for.
 * @param store What the processes share.
 * @returns The shared exchanges.
 */
export function createSharedRotations(
  config: Config,
  grant: readonly string[],
  store: RotationStore,
): SharedRotations {
  const claimMs = 2 * config.timeoutMs + CLAIM_SLACK_MS;

  /** The key is the one that sealed the cookie: processes in the middle of a key change agree on it. */
  async function nameOf(session: SealedSession, parts: readonly string[]): Promise<string> {
    const name = await macOf(config.ring, session.keyId, parts);
    if (name === null) throw new TypeError("A session was opened by a key that the ring does not have.");
    return name;
  }

  /** The generation is part of the name because a provider without rotation gives the same token again. */
  const keyOf = (session: SealedSession) =>
    nameOf(session, [
      "rotation",
      session.record.refreshToken ?? "",
      ...grant,
      String(session.record.generation),
    ]);

  const sessionNameOf = (session: SealedSession) => nameOf(session, ["rotated-session", session.record.sid]);

  async function ask<T>(operation: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      config.log({ type: "store-failed", operation, reason: storeFailure(error) });
      throw new ProviderError("transient", "the shared store does not answer");
    }
  }

  async function open(sealed: string): Promise<SealedSession> {
    const session = await openSealed(config, sealed);
    if (session) return session;
    throw new ProviderError("transient", "the shared result is sealed with a key this process lacks");
  }

  async function find(key: string): Promise<SealedSession | null> {
    const sealed = await ask("find", () => store.find(key));
    return sealed === undefined ? null : open(sealed);
  }

  async function publishLater(publish: () => Promise<boolean>): Promise<void> {
    const [first, last] = PUBLISH_AGAIN_MS;
    for (let waitMs = first; waitMs <= last; waitMs *= 2) {
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      const isAnswered = await ask("publish", publish).then(
        () => true,
        () => false,
      );
      if (isAnswered) return;
    }
  }

  function rightOf(session: SealedSession, key: string, owner: string): ExchangeRight {
    return {
      async publish(successor) {
        const { record, sealed } = successor;
        const rotation: Rotation = {
          sealed,
          session: await sessionNameOf(successor),
          generation: record.generation,
          until: sessionTimes(config, record).endsAt,
        };
        const publish = () => store.publish(key, owner, rotation, config.memoMs);
        try {
          if (await ask("publish", publish)) return successor;
          return (await find(key)) ?? successor;
        } catch {
          void publishLater(publish);
          return successor;
        }
      },
      async giveBack() {
        if (await ask("release", () => store.release(key, owner))) return null;
        const found = (await find(key)) ?? (await claim(session));
        if (!isRight(found)) return found;
        await found.giveBack();
        return null;
      },
    };
  }

  async function claim(session: SealedSession): Promise<ExchangeRight | SealedSession> {
    const key = await keyOf(session);
    const owner = randomUUID();
    const deadline = Date.now() + claimMs;
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 250)) {
      const askedAt = Date.now();
      const answer = await ask("claim", () => store.claim(key, owner, claimMs));
      if (answer.state === "done") return open(answer.sealed);
      // The claim began when the store made it. One that took longer to get here would not last for the exchange: make it anew.
      const lasts = Date.now() - askedAt < CLAIM_SLACK_MS;
      if (answer.state === "won" && lasts) return rightOf(session, key, owner);
      if (Date.now() >= deadline) {
        throw new ProviderError("transient", "another process did not finish in time");
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
    }
  }

  return {
    claim,
    successor: async (session) => find(await keyOf(session)),
    presented(session) {
      // Losing this costs only room: the record goes when the session would have ended.
      sessionNameOf(session)
        .then((name) => ask("presented", () => store.presented(name, session.record.generation)))
        .catch(() => undefined);
    },
  };
}

/**
 * @param claim The outcome of a claim.
 * @returns Whether it is the right to exchange, and not somebody else's result.
 */
export function isRight(claim: ExchangeRight | SealedSession): claim is ExchangeRight {
  return "publish" in claim;
}
