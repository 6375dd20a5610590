import type { Secret } from "@potluck/contracts/secret";
import type { AuthLog } from "./auth-event.ts";
import type { Clock } from "./clock.ts";
import type { RotationStore } from "./rotation-store.ts";
import type { LeakOptions } from "./leaks/leak-screen.ts";
import type { SessionStore } from "./session-store.ts";
import type { UseOnce } from "./use-once.ts";

/** A key of the ring that seals cookies. */
export interface SessionKey {
  /** Short name, 1 to 16 characters of `A-Z a-z 0-9 _ -`; it travels in the cookie. */
  id: string;
  /** 32 random bytes. */
  secret: Uint8Array;
}

/** What is known about a person right after sign-in. */
export interface LoginContext {
  /** Subject at the identity provider. */
  userId: string;
  /** What the provider says of the person, in the same words whichever provider it is. */
  profile: { name?: string; nickname?: string; email?: string; emailVerified?: boolean; picture?: string };
  /** Everything it says, in its own words: the claims of the validated ID token, or Nhost's `user`. */
  claims: Readonly<Record<string, unknown>>;
  /** Access token of this person: use it to write the person's own row. */
  accessToken: Secret;
  /** Aborted when the sign-in takes too long. */
  signal: AbortSignal;
}

/** Paths of the app, all on its own origin. */
export interface AuthPaths {
  /** Where the provider sends people back to. Default `/auth/callback`. */
  callback: string;
  /** Starts the sign-in at the provider. Default `/auth/login`. */
  login: string;
  /** The app's own page that offers to sign in and shows failures. Default `/sign-in`. */
  signIn: string;
  /** Where a sign-in without `returnTo` ends. Default `/`. */
  afterLogin: string;
  /** Where a sign-out ends. Default `/`. Must be registered with the provider as a full URL. */
  afterLogout: string;
}

/** The options that sessions have whichever provider people sign in with. */
export interface SessionOptions<U> {
  /** Origin(s) under which people reach the app, e.g. `https://potluck.example`. The first is the main one. */
  appOrigin: string | URL | readonly (string | URL)[];
  /** Key ring: the first seals, all open. */
  keys: readonly SessionKey[];
  /** Name of the cookie without its prefix. Default `session`. */
  cookieName?: string;
  paths?: Partial<AuthPaths>;
  /** Seconds. Default 30 days absolute, 7 days idle. Idle time counts from the last token rotation. */
  lifetime?: { absoluteS?: number; idleS?: number };
  /**
   * `aheadS`: refresh this many seconds before expiry (default 60, at most a third of the token's life).
   * `timeoutMs`: one call of the provider (default 4000; a refresh tries twice).
   * `memoS`: how long a rotation is remembered after its successor was presented (default 60).
   */
  refresh?: { aheadS?: number; timeoutMs?: number; memoS?: number };
  /** What `screen` does with a response that carries a secret. */
  leaks?: LeakOptions;
  /** Lets the browser read access tokens from `token()` (direct mode). Default false. */
  browserTokens?: boolean;
  /** Shared table that lets several processes converge on one refresh. Absent: one process. */
  rotations?: RotationStore;
  /** Where completed sign-ins and logout tokens are recorded, so that none is used twice. Default: memory of this process. */
  useOnce?: UseOnce;
  /** Where ended sessions are recorded. Default: memory of this process. */
  sessions?: SessionStore;
  /** Paths, besides `paths.afterLogout`, where a sign-out may end; each registered with the provider as a full URL. */
  logoutReturnTo?: readonly string[];
  /**
   * Runs once per sign-in, before the session exists: write the person's row here, and return what pages need to know
   * of the person. The result is sealed into the cookie: plain JSON, small. Throwing refuses the sign-in.
   */
  onLogin(context: LoginContext): Promise<U>;
  clock?: Clock;
  fetch?: typeof fetch;
  log?: AuthLog;
}
