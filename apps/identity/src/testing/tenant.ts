import { createHash, randomBytes } from "node:crypto";
import { Secret } from "@potluck/contracts/secret";
import { createIdentityControls, type IdentityControls } from "@potluck/testing";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTVerifyResult } from "jose";
import type { IdentityOptions } from "../env.ts";
import { noFaults } from "../faults/faults.ts";
import { startIdentity, type Identity } from "../identity.ts";
import { createTestBrowser, type TestBrowser } from "./browser.ts";
import { toHostedPage, type HostedPage } from "./hosted-page.ts";

const WEB_ORIGIN = "http://localhost:3999";

/** Options of a tenant for tests. */
const TEST_OPTIONS: IdentityOptions = {
  port: 0,
  controlPort: 0,
  accessTokenTtl: 900,
  rotationOverlap: 30,
  clientId: "potluck-web",
  faults: noFaults,
  clientSecret: new Secret("secret-of-the-test-tenant"),
  audience: "https://api.potluck.test",
  webOrigin: WEB_ORIGIN,
};

/** What the token endpoint answers. */
export interface TokenAnswer {
  status: number;
  body: Record<string, string | number | undefined>;
}

/** One authorization request as the web app would make it. */
export interface AuthorizationRequest {
  url: URL;
  verifier: string;
  nonce: string;
  state: string;
}

/** A running tenant with the web app's side of the protocol. */
export interface TestTenant {
  identity: Identity;
  options: IdentityOptions;
  controls: IdentityControls;
  authorize(parameters?: Record<string, string | undefined>): AuthorizationRequest;
  /** Opens the hosted page. */
  open(browser: TestBrowser, request: AuthorizationRequest): Promise<HostedPage>;
  /** Opens the hosted page in a new browser. */
  begin(
    parameters?: Record<string, string | undefined>,
  ): Promise<{ browser: TestBrowser; request: AuthorizationRequest; page: HostedPage }>;
  /** The whole way from `/authorize` to tokens as a seeded person. */
  signIn(
    browser?: TestBrowser,
    person?: "ada" | "ben" | "cleo" | "dan",
    parameters?: Record<string, string | undefined>,
  ): Promise<TokenAnswer & { request: AuthorizationRequest }>;
  exchange(callback: Response, request: AuthorizationRequest): Promise<TokenAnswer>;
  refresh(token: unknown): Promise<TokenAnswer>;
  revoke(token: unknown): Promise<Response>;
  token(fields: Record<string, string>): Promise<TokenAnswer>;
  verify(token: unknown, audience?: string): Promise<JWTVerifyResult>;
  url(path: string): URL;
  /** @throws Error when the tenant reported a failure that no caller was told about. */
  stop(): Promise<void>;
}

/**
 * Starts a tenant on a free port.
 *
 * @param report Takes what the tenant reports; absent: any of it fails the test when the tenant stops.
 */
export async function startTestTenant(
  changes: Partial<IdentityOptions> = {},
  report?: (line: string) => void,
): Promise<TestTenant> {
  const options = { ...TEST_OPTIONS, ...changes };
  const reports: string[] = [];
  const identity = await startIdentity(options, report ?? ((line) => reports.push(line)));
  const url = (path: string) => new URL(path, identity.issuer);

  const token = async (fields: Record<string, string>): Promise<TokenAnswer> => {
    const body = new URLSearchParams({
      client_id: options.clientId,
      client_secret: options.clientSecret.reveal(),
      ...fields,
    });
    const response = await fetch(url("oauth/token"), { method: "POST", body });
    return { status: response.status, body: (await response.json()) as TokenAnswer["body"] };
  };

  const tenant: TestTenant = {
    identity,
    options,
    controls: createIdentityControls(identity.controlUrl ?? ""),
    url,
    token,
    async stop() {
      await identity.stop();
      if (reports.length > 0) throw new Error(reports.join("\n"));
    },
    authorize(parameters = {}) {
      const verifier = randomBytes(32).toString("base64url");
      const nonce = randomBytes(9).toString("base64url");
      const state = randomBytes(9).toString("base64url");
      const request = url("authorize");
      const fields = {
        client_id: options.clientId,
        redirect_uri: `${options.webOrigin}/auth/callback`,
        response_type: "code",
        scope: "openid profile email offline_access",
        audience: options.audience,
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
        nonce,
        state,
        ...parameters,
      };
      for (const [name, value] of Object.entries(fields))
        if (value !== undefined) request.searchParams.set(name, value);
      return { url: request, verifier, nonce, state };
    },
    open: async (browser, request) => toHostedPage(await browser.visit(request.url)),
    async begin(parameters) {
      const browser = createTestBrowser();
      const request = tenant.authorize(parameters);
      return { browser, request, page: await tenant.open(browser, request) };
    },
    async signIn(browser = createTestBrowser(), person = "ada", parameters = {}) {
      const request = tenant.authorize(parameters);
      const page = await tenant.open(browser, request);
      const callback = page.response.headers.has("location")
        ? page.response
        : await browser.submit(page, { intent: "sign-in-as", sub: `auth0|${person}` });
      return { ...(await tenant.exchange(callback, request)), request };
    },
    exchange(callback, request) {
      const location = new URL(callback.headers.get("location") ?? "missing:");
      return token({
        grant_type: "authorization_code",
        code: location.searchParams.get("code") ?? "",
        redirect_uri: `${options.webOrigin}/auth/callback`,
        code_verifier: request.verifier,
      });
    },
    refresh: (refreshToken) => token({ grant_type: "refresh_token", refresh_token: String(refreshToken) }),
    revoke: (refreshToken) => {
      const body = new URLSearchParams({
        token: String(refreshToken),
        client_id: options.clientId,
        client_secret: options.clientSecret.reveal(),
      });
      return fetch(url("oauth/revoke"), { method: "POST", body });
    },
    async verify(jwt, audience = options.audience) {
      const keySet = (await (await fetch(url(".well-known/jwks.json"))).json()) as JSONWebKeySet;
      return jwtVerify(String(jwt), createLocalJWKSet(keySet), { issuer: identity.issuer, audience });
    },
  };
  return tenant;
}
