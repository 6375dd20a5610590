import { createHash, randomBytes } from "node:crypto";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTVerifyResult } from "jose";
import type { IdentityOptions } from "../env.ts";
import { startIdentity, type Identity } from "../identity.ts";
import { createTestBrowser, type TestBrowser } from "./browser.ts";

const WEB_ORIGIN = "http://localhost:3999";

/** Options of a tenant for tests. */
const TEST_OPTIONS: IdentityOptions = {
  port: 0,
  accessTokenTtl: 900,
  rotationOverlap: 30,
  clientId: "potluck-web",
  clientSecret: "secret-of-the-test-tenant",
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
  authorize(parameters?: Record<string, string | undefined>): AuthorizationRequest;
  /** Opens the hosted page. */
  open(
    browser: TestBrowser,
    request: AuthorizationRequest,
  ): Promise<{ url: string; markup: string; response: Response }>;
  /** The whole way from `/authorize` to tokens as a seeded person. */
  signIn(browser?: TestBrowser, email?: string): Promise<TokenAnswer & { request: AuthorizationRequest }>;
  exchange(callback: Response, request: AuthorizationRequest): Promise<TokenAnswer>;
  refresh(token: unknown): Promise<TokenAnswer>;
  token(fields: Record<string, string>): Promise<TokenAnswer>;
  verify(token: unknown, audience?: string): Promise<JWTVerifyResult>;
  url(path: string): URL;
  /** @throws Error when the tenant reported a failure that no caller was told about. */
  stop(): Promise<void>;
}

/** Starts a tenant on a free port. */
export async function startTestTenant(changes: Partial<IdentityOptions> = {}): Promise<TestTenant> {
  const options = { ...TEST_OPTIONS, ...changes };
  const reports: string[] = [];
  const identity = await startIdentity(options, (line) => reports.push(line));
  const url = (path: string) => new URL(path, identity.issuer);

  const token = async (fields: Record<string, string>): Promise<TokenAnswer> => {
    const body = new URLSearchParams({
      client_id: options.clientId,
      client_secret: options.clientSecret,
      ...fields,
    });
    const response = await fetch(url("oauth/token"), { method: "POST", body });
    return { status: response.status, body: (await response.json()) as TokenAnswer["body"] };
  };

  const tenant: TestTenant = {
    identity,
    options,
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
    async open(browser, request) {
      const response = await browser.visit(request.url);
      return { url: response.url, markup: await response.clone().text(), response };
    },
    async signIn(browser = createTestBrowser(), email = "ada@potluck.test") {
      const request = tenant.authorize();
      const page = await tenant.open(browser, request);
      const callback = page.response.headers.has("location")
        ? page.response
        : await browser.submit(page, { intent: "sign-in", email, password: "potluck" });
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
    async verify(jwt, audience = options.audience) {
      const keySet = (await (await fetch(url(".well-known/jwks.json"))).json()) as JSONWebKeySet;
      return jwtVerify(String(jwt), createLocalJWKSet(keySet), { issuer: identity.issuer, audience });
    },
  };
  return tenant;
}
