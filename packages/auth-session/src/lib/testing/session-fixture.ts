import { randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import type { AuthSession } from "../auth-session.ts";
import { allowInsecureIssuer } from "../insecure-issuer.ts";
import type { AuthSessionOptions } from "../oidc-options.ts";
import { createAuthSession } from "../oidc-session.ts";
import { CookieJar } from "./browser-jar.ts";
import { FakeClock } from "./fake-clock.ts";
import { type MintOptions, mintSession } from "./mint-session.ts";
import { startTestProvider, type TestProvider, type TestProviderOptions } from "./test-provider.ts";

/** What pages of the tests know of a person. */
export interface TestUser {
  name: string;
}

/** A session object, its provider, and browsers to use them with. Used by this package's tests. */
export interface SessionFixture {
  origin: string;
  clock: FakeClock;
  provider: TestProvider;
  session: AuthSession<TestUser>;
  options: AuthSessionOptions<TestUser>;
  /** Another session object with the same options: a second process. */
  another(overrides?: Partial<AuthSessionOptions<TestUser>>): AuthSession<TestUser>;
  /** A browser signed in without a sign-in. */
  signedIn(sub?: string, more?: Partial<MintOptions<TestUser>>): Promise<CookieJar>;
  request(jar: CookieJar | null, path?: string, init?: RequestInit): Request;
  /** A guarded POST as our pages send it. */
  post(jar: CookieJar, path: string, init?: RequestInit): Request;
  /** Begins a sign-in. @returns The address at the provider. */
  start(jar: CookieJar, path?: string, session?: AuthSession<TestUser>): Promise<string>;
  /** Comes back from the provider. The jar takes what the response sets only when told to. */
  finish(jar: CookieJar, callbackUrl: string, session?: AuthSession<TestUser>): Promise<FinishedSignIn>;
  close(): Promise<void>;
}

/** How a sign-in ended. */
export interface FinishedSignIn {
  response: Response;
  location: string | null;
  /** Whether it gave the browser a session. */
  isSignedIn: boolean;
}

/**
 * @param overrides Options of the session.
 * @param providerOptions Options of the provider.
 * @returns The fixture; close it.
 */
export async function createSessionFixture(
  overrides: Partial<AuthSessionOptions<TestUser>> = {},
  providerOptions: TestProviderOptions = {},
): Promise<SessionFixture> {
  const origin = "https://app.test";
  const clock = new FakeClock();
  const provider = await startTestProvider({ clock, ...providerOptions });
  const options: AuthSessionOptions<TestUser> = {
    issuer: allowInsecureIssuer(provider.issuer),
    clientId: provider.clientId,
    clientSecret: new Secret("canary-client-secret"),
    audience: provider.audience,
    appOrigin: origin,
    keys: [{ id: "k1", secret: randomBytes(32) }],
    clock,
    onLogin: ({ profile }) => Promise.resolve({ name: profile.name ?? "" }),
    ...overrides,
  };
  const request = (jar: CookieJar | null, path = "/dinners", init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (jar) headers.set("cookie", jar.header);
    return new Request(new URL(path, origin), { ...init, headers });
  };
  const own = createAuthSession(options);
  return {
    origin,
    clock,
    provider,
    options,
    session: own,
    async start(jar, path = "/auth/login?returnTo=/dinners/1", session = own) {
      const response = await session.login(request(jar, path));
      jar.take(response);
      return response.headers.get("location") ?? "";
    },
    async finish(jar, callbackUrl, session = own) {
      const response = await session.callback(request(jar, callbackUrl));
      const isSession = (cookie: string) => /^__Host-session=[^;]/.test(cookie);
      const isSignedIn = response.headers.getSetCookie().some(isSession);
      return { response, location: response.headers.get("location"), isSignedIn };
    },
    another: (more = {}) => createAuthSession({ ...options, ...more }),
    async signedIn(sub = "auth0|ada", more = {}) {
      const tokens = await provider.issue(sub);
      const { accessTokenTtlS: expiresInS } = provider;
      const minted = await mintSession(options, {
        userId: sub,
        user: { name: "Ada Fern" },
        ...tokens,
        expiresInS,
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
    close: () => provider.close(),
  };
}
