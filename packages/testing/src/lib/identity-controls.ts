/** An endpoint of the identity provider that can go wrong. */
export type IdentityEndpoint = "authorize" | "token" | "revoke" | "userinfo" | "keySet";

/** What goes wrong at the identity provider; numbers are probabilities from 0 to 1 unless they say otherwise. */
export interface IdentityFaults {
  /** Repeats the draws; they restart whenever faults are set. */
  seed: number;
  /** What goes wrong; the token endpoint unless set. */
  endpoints: IdentityEndpoint[];
  /** Requests of which grants go wrong at the token endpoint. */
  grants: ("authorization_code" | "refresh_token")[];
  /** After so many faults nothing goes wrong any more; null: no end. */
  times: number | null;
  /** Only the first request with a code or refresh token goes wrong. */
  firstUseOnly: boolean;
  /** The connection is cut before anything was done. */
  dropBefore: number;
  /** 429 with `Retry-After`. */
  tooManyRequests: number;
  /** Seconds in `Retry-After`. */
  retryAfter: number;
  serverError: number;
  /** 403 without a body, as a firewall answers. */
  forbidden: number;
  /** 403 `invalid_grant`, though the token stays good. */
  invalidGrant: number;
  /** Committed, then the connection is cut instead of an answer. */
  loseAnswer: number;
  /** The answer comes `delayMs` after its commit. */
  delay: number;
  delayMs: number;
}

/** Requests of one grant type at the token endpoint. */
export interface GrantCounters {
  arrived: number;
  /** By what became of them: `ok`, `lost` (committed, never answered), the name of a fault, or the `error` of the answer. */
  outcomes: Record<string, number>;
}

/** What happened since the identity provider's process started. */
export interface IdentityCounters {
  token: Record<"authorization_code" | "refresh_token" | "other", GrantCounters>;
  authorize: number;
  keySet: number;
  revoke: number;
  userinfo: number;
  /** Families of refresh tokens that ended before their time, by cause. */
  families: Record<"reused" | "revoked" | "evicted" | "control", number>;
  logoutTokens: { accepted: number; failed: number };
  /** Requests that a fault delayed, refused or cut off. */
  faults: number;
}

/** How the identity provider stands. */
export interface IdentityState {
  counters: IdentityCounters;
  faults: IdentityFaults;
  clock: { offsetMs: number };
  /** Seconds. */
  accessTokenTtl: number;
  /** Ids of the published keys, the signing one first. */
  keys: string[];
}

/** An organization's invitation. */
export interface IdentityInvitation {
  invitation: string;
  organization: string;
  /** Where the invited person goes. */
  url: string;
}

/**
 * The controls of the identity provider. Each call throws where the provider refuses it, with what it says to do instead.
 * Everything but keys, families, sessions and invitations is undone by a restart.
 */
export interface IdentityControls {
  state(): Promise<IdentityState>;
  counters(): Promise<IdentityCounters>;
  /** Changes what it names. */
  setFaults(faults: Partial<IdentityFaults>): Promise<void>;
  /** Nothing goes wrong any more, and clock and token lifetime are as at the start. */
  reset(): Promise<void>;
  /** Moves the provider's clock: everything it dates, and everything that expires there. */
  setClockOffset(ms: number): Promise<void>;
  /** @param seconds Lifetime of the access tokens that are issued from now on. */
  setAccessTokenTtl(seconds: number): Promise<void>;
  /**
   * Signs with another key from now on.
   *
   * @param keepSeconds How long the former one stays in the key set; an hour if absent.
   */
  rotateKey(keepSeconds?: number): Promise<void>;
  /**
   * Ends families of refresh tokens: a person's, or the one that a token belongs to.
   *
   * @returns How many.
   */
  revoke(whose: { sub: string } | { refreshToken: string }): Promise<number>;
  /**
   * Ends a person's sessions at the provider, which sends the app a logout token for each.
   *
   * @returns How many.
   */
  endSessions(sub: string): Promise<number>;
  /** @param organization Id or name. */
  invite(organization: string, email: string): Promise<IdentityInvitation>;
}

/** @param controlUrl Base address of the controls, without a slash at the end. */
export function createIdentityControls(controlUrl: string): IdentityControls {
  async function call(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${controlUrl}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = (await response.json()) as { message?: string };
    if (!response.ok) throw new Error(`${path} was refused (${response.status}): ${answer.message}`);
    return answer;
  }
  const state = async () => (await call("/state")) as IdentityState;

  return {
    state,
    counters: async () => (await state()).counters,
    setFaults: async (faults) => void (await call("/faults", faults)),
    reset: async () => void (await call("/reset", {})),
    setClockOffset: async (offsetMs) => void (await call("/clock", { offsetMs })),
    setAccessTokenTtl: async (seconds) => void (await call("/access-token-ttl", { seconds })),
    rotateKey: async (keepSeconds) => void (await call("/rotate-key", { keepSeconds })),
    revoke: async (whose) => ((await call("/revoke", whose)) as { families: number }).families,
    endSessions: async (sub) => ((await call("/end-sessions", { sub })) as { sessions: number }).sessions,
    invite: async (organization, email) =>
      (await call("/invite", { organization, email })) as IdentityInvitation,
  };
}
