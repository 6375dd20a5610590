import { keepSession } from "./keep-session.ts";
import { type Renewal, SESSION_CHANNEL } from "./renewal.ts";

/** Options of {@link createTokenClient}. */
export interface TokenClientOptions {
  /** Path of the token endpoint, e.g. `/auth/token`. */
  endpoint: string;
  /** Who the page was rendered for; without it (a page that is the same for everybody) the first answer tells. */
  userId?: string;
  /** Name shared by the tabs of one app. Default `session-renewal`. */
  channel?: string;
  fetch?: typeof fetch;
}

/** An access token, as it may be held: in memory, for as long as it lasts. */
export interface AccessToken {
  token: string;
  userId: string;
  /** Ms since the epoch, by the server's clock. */
  expiresAt: number;
}

/** Direct mode's {@link Renewal}: it holds the page's access token, in memory only, and keeps it fresh. */
export interface TokenClient extends Renewal {
  /**
   * @param minValidS How many seconds the token should last at least; default 0.
   * @returns A token, at once where there is a good one; null when nobody is signed in (any more). One that lasts
   *   less than asked for is returned when the server has no better one.
   * @throws {Error} When there is no token that is still valid, and none can be had now.
   */
  get(minValidS?: number): Promise<AccessToken | null>;
  /** The API did not take this token: it is not handed out again while there may be a better one. */
  refuse(token: string): void;
  /**
   * @param listener Called with every newer token, whichever tab got it.
   * @returns Stops the calls.
   */
  onChange(listener: (token: AccessToken) => void): () => void;
}

/**
 * Gets the page's access token from the guarded token endpoint, once for all tabs of the session, and renews it before it
 * expires. The token stays in memory: no storage, no cookie, no log.
 *
 * @param options Endpoint and person.
 * @returns The client; it asks for the first token at once, or takes what `earlyAnswerScript` asked for. Dispose of it with
 *   the page.
 */
export function createTokenClient(options: TokenClientOptions): TokenClient {
  const keeper = keepSession({
    endpoint: options.endpoint,
    userId: options.userId,
    timer: true,
    needsToken: true,
    channel: options.channel ?? SESSION_CHANNEL,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  });
  let refused: string | undefined;

  function held(minValidS: number): AccessToken | undefined {
    const { grant } = keeper;
    if (grant?.token === undefined || grant.expiresAt - keeper.serverNow() <= minValidS * 1000)
      return undefined;
    const { token, userId, expiresAt } = grant;
    return { token, userId, expiresAt };
  }

  return {
    get expiresAt() {
      return keeper.expiresAt;
    },
    renew: () => keeper.renew(),
    subscribe: (listener) => keeper.subscribe(listener),
    announceSignOut: () => keeper.announceSignOut(),
    dispose: () => keeper.dispose(),
    async get(minValidS = 0) {
      const good = held(minValidS);
      if (good && good.token !== refused) return good;
      await keeper.renew();
      if (keeper.isOver) return null;
      const left = held(0);
      if (!left) throw new Error("The session cannot be renewed now");
      return left;
    },
    refuse(token) {
      if (keeper.grant?.token !== token) return;
      refused = token;
      void keeper.renew();
    },
    onChange: (listener) =>
      keeper.subscribe((event) => {
        const token = event.type === "renewed" ? held(0) : undefined;
        if (token) listener(token);
      }),
  };
}
