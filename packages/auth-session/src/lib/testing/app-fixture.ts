import { randomBytes } from "node:crypto";
import type { AuthSession } from "../auth-session.ts";
import type { SessionOptions } from "../options.ts";
import { CookieJar } from "./browser-jar.ts";
import type { FakeClock } from "./fake-clock.ts";
import { type MintOptions, mintSession } from "./mint-session.ts";
import type { ProviderFault } from "./test-provider.ts";

/** What pages of the tests know of a person. */
export interface TestUser {
  name: string;
}

/** What tests of sessions need of a provider, whichever it is. */
export interface RotatingProvider {
  readonly hits: {
    refresh: number;
    revoke: number;
    /** Exchanges of a token that had been used before. */
    reused: number;
  };
  /** Every token it ever gave out. */
  readonly issued: string[];
  accessTokenTtlS: number;
  /** Asked before every call; null means: behave. */
  fault: (endpoint: "refresh" | "revoke", call: number) => ProviderFault | null;
  /** Tokens as after a sign-in. */
  issue(userId?: string): Promise<{ accessToken: string; refreshToken: string }>;
  /** An answer of the token endpoint. */
  answer(tokens: { accessToken: string; refreshToken: string }): object;
  /** @returns Whether a refresh token would still be taken. */
  isAlive(refreshToken: string): boolean;
}

/** Sessions of an app, and browsers to use them with, whichever provider is behind. Used by this package's tests. */
export interface AppFixture<P extends RotatingProvider, O extends SessionOptions<TestUser>> {
  readonly origin: string;
  readonly clock: FakeClock;
  readonly provider: P;
  readonly session: AuthSession<TestUser>;
  readonly options: O;
  /** Another session object with the same options: a second process. */
  another(overrides?: Partial<O>): AuthSession<TestUser>;
  /** A browser signed in without a sign-in. */
  signedIn(userId?: string, more?: Partial<MintOptions<TestUser>>): Promise<CookieJar>;
  request(jar: CookieJar | null, path?: string, init?: RequestInit): Request;
  /** A guarded POST as our pages send it. */
  post(jar: CookieJar, path: string, init?: RequestInit): Request;
}

/** What {@link createAppFixture} is made of. */
export interface AppFixtureParts<P extends RotatingProvider, O extends SessionOptions<TestUser>> {
  clock: FakeClock;
  provider: P;
  /** Who is meant when nobody is named. */
  userId: string;
  create: (options: O) => AuthSession<TestUser>;
  /** Completes what is the same for every provider. */
  options: (common: SessionOptions<TestUser>) => O;
}

/**
 * @param parts Provider and sessions.
 * @returns The fixture.
 */
export function createAppFixture<P extends RotatingProvider, O extends SessionOptions<TestUser>>(
  parts: AppFixtureParts<P, O>,
): AppFixture<P, O> {
  const { clock, provider, create } = parts;
  const origin = "https://app.test";
  const options = parts.options({
    appOrigin: origin,
    keys: [{ id: "k1", secret: randomBytes(32) }],
    clock,
    onLogin: ({ profile }) => Promise.resolve({ name: profile.name ?? "" }),
  });
  const request = (jar: CookieJar | null, path = "/dinners", init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (jar) headers.set("cookie", jar.header);
    return new Request(new URL(path, origin), { ...init, headers });
  };
  return {
    origin,
    clock,
    provider,
    options,
    session: create(options),
    another: (more = {}) => create({ ...options, ...more }),
    async signedIn(userId = parts.userId, more = {}) {
      const { accessToken, refreshToken } = await provider.issue(userId);
      const minted = await mintSession(options, {
        userId,
        user: { name: "Ada Fern" },
        accessToken,
        refreshToken,
        expiresInS: provider.accessTokenTtlS,
        ...more,
      });
      const jar = new CookieJar();
      jar.set(minted.name, minted.value);
      return jar;
    },
    request,
    post: (jar, path, init = {}) =>
      request(jar, path, {
        method: "POST",
        body: "{}",
        ...init,
        headers: {
          origin,
          "content-type": "application/json",
          "x-session-renewal": "1",
          ...Object.fromEntries(new Headers(init.headers)),
        },
      }),
  };
}
