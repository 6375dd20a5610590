import { allowInsecureIssuer } from "../insecure-issuer.ts";
import type { NhostSessionOptions } from "../nhost/nhost-options.ts";
import { createNhostSession } from "../nhost/nhost-session.ts";
import { type AppFixture, createAppFixture, type TestUser } from "./app-fixture.ts";
import type { CookieJar } from "./browser-jar.ts";
import { FakeClock } from "./fake-clock.ts";
import { type FinishedSignIn, finished } from "./session-fixture.ts";
import { startTestNhost, TEST_NHOST_USER, type TestNhost, type TestNhostOptions } from "./test-nhost.ts";

/** Sessions with Nhost, and browsers to use them with. Used by this package's tests. */
export interface NhostFixture extends AppFixture<TestNhost, NhostSessionOptions<TestUser>> {
  /** Posts the sign-in form as a browser does. The jar takes what the response sets. */
  submit(jar: CookieJar, fields: Record<string, string>, init?: RequestInit): Promise<FinishedSignIn>;
  close(): Promise<void>;
}

/**
 * @param overrides Options of the session.
 * @param serviceOptions Options of the auth service.
 * @returns The fixture; close it.
 */
export async function createNhostFixture(
  overrides: Partial<NhostSessionOptions<TestUser>> = {},
  serviceOptions: TestNhostOptions = {},
): Promise<NhostFixture> {
  const clock = new FakeClock();
  const provider = await startTestNhost({ clock, ...serviceOptions });
  const app = createAppFixture<TestNhost, NhostSessionOptions<TestUser>>({
    clock,
    provider,
    userId: TEST_NHOST_USER,
    create: createNhostSession,
    options: (common) => ({ ...common, authUrl: allowInsecureIssuer(provider.url), ...overrides }),
  });
  return {
    ...app,
    async submit(jar, fields, init = {}) {
      const headers = {
        origin: app.origin,
        "sec-fetch-site": "same-origin",
        ...Object.fromEntries(new Headers(init.headers)),
      };
      const form = { method: "POST", body: new URLSearchParams(fields), ...init, headers };
      const response = await app.session.login(app.request(jar, "/auth/login", form));
      jar.take(response);
      return finished(response);
    },
    close: () => provider.close(),
  };
}
