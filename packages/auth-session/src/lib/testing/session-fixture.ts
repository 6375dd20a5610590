import { Secret } from "@potluck/contracts/secret";
import type { AuthSession } from "../auth-session.ts";
import { allowInsecureIssuer } from "../insecure-issuer.ts";
import type { AuthSessionOptions } from "../oidc-options.ts";
import { createAuthSession } from "../oidc-session.ts";
import { type AppFixture, createAppFixture, type TestUser } from "./app-fixture.ts";
import type { CookieJar } from "./browser-jar.ts";
import { FakeClock } from "./fake-clock.ts";
import { startTestProvider, type TestProvider, type TestProviderOptions } from "./test-provider.ts";

/** Sessions with an Auth0 tenant, and browsers to use them with. Used by this package's tests. */
export interface SessionFixture extends AppFixture<TestProvider, AuthSessionOptions<TestUser>> {
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
  const clock = new FakeClock();
  const provider = await startTestProvider({ clock, ...providerOptions });
  const app = createAppFixture<TestProvider, AuthSessionOptions<TestUser>>({
    clock,
    provider,
    userId: "auth0|ada",
    create: createAuthSession,
    options: (common) => ({
      ...common,
      issuer: allowInsecureIssuer(provider.issuer),
      clientId: provider.clientId,
      clientSecret: new Secret("canary-client-secret"),
      audience: provider.audience,
      ...overrides,
    }),
  });
  return {
    ...app,
    async start(jar, path = "/auth/login?returnTo=/dinners/1", session = app.session) {
      const response = await session.login(app.request(jar, path));
      jar.take(response);
      return response.headers.get("location") ?? "";
    },
    async finish(jar, callbackUrl, session = app.session) {
      return finished(await session.callback(app.request(jar, callbackUrl)));
    },
    close: () => provider.close(),
  };
}

/**
 * @param response What a sign-in was answered.
 * @returns How it ended.
 */
export function finished(response: Response): FinishedSignIn {
  const isSession = (cookie: string) => /^__Host-session=[^;]/.test(cookie);
  const isSignedIn = response.headers.getSetCookie().some(isSession);
  return { response, location: response.headers.get("location"), isSignedIn };
}
