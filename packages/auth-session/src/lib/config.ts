import type { AuthLog } from "./auth-event.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type CookieWriter, createCookieWriter } from "./cookies.ts";
import { AuthSessionError } from "./errors.ts";
import { isLoopback } from "./issuer.ts";
import { createKeyRing, type KeyRing } from "./key-ring.ts";
import type { AuthPaths, SessionOptions } from "./options.ts";
import { createMemoryUseOnce, type UseOnce } from "./use-once.ts";

/** Options after checking, with every default filled in. */
export interface Config {
  origins: readonly string[];
  ring: KeyRing;
  cookies: CookieWriter;
  names: CookieNames;
  paths: AuthPaths;
  /** Every path where a sign-out may end. */
  logoutReturnTo: readonly string[];
  absoluteS: number;
  idleS: number;
  aheadS: number;
  timeoutMs: number;
  memoMs: number;
  useOnce: UseOnce;
  clock: Clock;
  fetch: typeof fetch;
  log: AuthLog;
}

/** Full names of our cookies. */
export interface CookieNames {
  session: string;
  tombstone: string;
  /** Followed by eight hex digits. */
  transaction: string;
}

const DAY_S = 24 * 60 * 60;
const DEFAULT_PATHS: AuthPaths = {
  callback: "/auth/callback",
  login: "/auth/login",
  signIn: "/sign-in",
  afterLogin: "/",
  afterLogout: "/",
};

/** The options {@link resolveConfig} reads; minting a test session needs no more than these. */
export type ConfigOptions = Pick<
  SessionOptions<unknown>,
  | "appOrigin"
  | "keys"
  | "cookieName"
  | "paths"
  | "logoutReturnTo"
  | "lifetime"
  | "refresh"
  | "useOnce"
  | "clock"
  | "fetch"
  | "log"
>;

/**
 * @param options The options of a session.
 * @returns The configuration.
 * @throws {AuthSessionError} `SESSION_CONFIG`, naming the option at fault.
 */
export function resolveConfig(options: ConfigOptions): Config {
  const { origins, secure } = resolveOrigins(options.appOrigin);
  const clock = options.clock ?? systemClock;
  const paths = { ...DEFAULT_PATHS, ...options.paths };
  return {
    origins,
    ring: createKeyRing(options.keys),
    cookies: createCookieWriter(secure),
    names: cookieNames(options.cookieName ?? "session", secure),
    paths,
    logoutReturnTo: [paths.afterLogout, ...(options.logoutReturnTo ?? [])],
    absoluteS: positive("lifetime.absoluteS", options.lifetime?.absoluteS ?? 30 * DAY_S),
    idleS: positive("lifetime.idleS", options.lifetime?.idleS ?? 7 * DAY_S),
    aheadS: positive("refresh.aheadS", options.refresh?.aheadS ?? 60),
    timeoutMs: positive("refresh.timeoutMs", options.refresh?.timeoutMs ?? 4000),
    memoMs: positive("refresh.memoS", options.refresh?.memoS ?? 60) * 1000,
    useOnce: options.useOnce ?? createMemoryUseOnce(() => clock.now()),
    clock,
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    log: options.log ?? (() => undefined),
  };
}

function positive(name: string, value: number): number {
  if (!(value > 0))
    throw new AuthSessionError("SESSION_CONFIG", `${name} is ${value}. Give a number above zero.`);
  return value;
}

function resolveOrigins(given: string | URL | readonly (string | URL)[]): {
  origins: string[];
  secure: boolean;
} {
  const list = typeof given === "string" || given instanceof URL ? [given] : given;
  const urls = list.map((entry) => {
    if (!URL.canParse(String(entry))) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `The app origin ${JSON.stringify(String(entry))} is not a URL. Give e.g. https://potluck.example.`,
      );
    }
    return new URL(entry);
  });
  const secure = urls[0]?.protocol === "https:";
  for (const url of urls) {
    if (url.pathname !== "/" || url.search || url.hash || (url.protocol === "https:") !== secure) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `The app origin ${url.href} is not usable. Give origins without a path, all of one scheme.`,
      );
    }
    if (!secure && (url.protocol !== "http:" || !isLoopback(url.hostname))) {
      throw new AuthSessionError(
        "SESSION_CONFIG",
        `The app origin ${url.origin} does not use https. Plain http is for localhost only.`,
      );
    }
  }
  if (urls.length === 0)
    throw new AuthSessionError("SESSION_CONFIG", "There is no app origin. Give at least one.");
  return { origins: urls.map((url) => url.origin), secure };
}

/** `__Host-` makes browsers refuse a cookie planted by a sibling domain or over http (RFC 6265bis, section 4.1.3.2). */
function cookieNames(name: string, secure: boolean): CookieNames {
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(name)) {
    throw new AuthSessionError(
      "SESSION_CONFIG",
      `The cookie name ${JSON.stringify(name)} is not usable. Take letters, digits, - or _.`,
    );
  }
  const full = secure ? `__Host-${name}` : name;
  return { session: full, tombstone: `${full}-out`, transaction: `${full}-tx-` };
}

/**
 * @param config The configuration.
 * @param request A request.
 * @returns The app's origin this request came in on, as configured: a Host header alone never decides.
 */
export function originOf(config: Config, request: Request): string {
  const { origin } = new URL(request.url);
  return config.origins.includes(origin) ? origin : (config.origins[0] ?? origin);
}
