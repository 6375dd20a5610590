import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HASURA_CLAIMS_NAMESPACE } from "@potluck/contracts";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { type Clock, systemClock } from "../clock.ts";

/** What the provider does to one call of an endpoint: answer something else, late, or not at all. */
export type ProviderFault =
  | { kind: "status"; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: "drop"; commit: boolean }
  /** Does what it is asked, and keeps the answer to itself until it is closed. */
  | { kind: "hang" }
  | { kind: "delay"; ms: number };

/** Options of {@link startTestProvider}. */
export interface TestProviderOptions {
  clock?: Clock;
  /** Seconds; default 900. */
  accessTokenTtlS?: number;
  /** How long the direct predecessor of a refresh token is still taken, ms; default 0, the harsh mode. */
  overlapMs?: number;
  /**
   * Which of the tokens that were exchanged for the same one is good afterwards: `all`, or, as Auth0 seems to rank them, the `last` one,
   * while its siblings count as used. Default `all`.
   */
  siblings?: "all" | "last";
  clientId?: string;
  audience?: string;
}

/** A token endpoint that tests can count, script and break. It is no stand-in for a provider: it has no pages. */
export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly audience: string;
  readonly hits: {
    code: number;
    refresh: number;
    revoke: number;
    /** Exchanges of a token that had been used before. */
    reused: number;
    familiesRevoked: number;
    discovery: number;
    jwks: number;
  };
  /** What is served for discovery; {@link endpoints} make a good start. Null, as at first: nothing. */
  metadata: Record<string, unknown> | null;
  /** Where it listens, in the words of OpenID Connect Discovery. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Names itself in every answer to a sign-in (RFC 9207). */
  namesIssuer: boolean;
  /** Every token it ever gave out. */
  readonly issued: string[];
  /** Signs with a new key from now on; the old one is no longer published. */
  rotateKey(): Promise<void>;
  accessTokenTtlS: number;
  /** Asked before every call; null means: behave. */
  fault: (endpoint: "code" | "refresh" | "revoke", call: number) => ProviderFault | null;
  /** Plays the person: takes the URL of the login redirect and gives the callback URL. */
  authorize(
    url: string,
    o?: {
      sub?: string;
      /** Claims of the ID token; a function is given the access token that goes with it. */
      claims?: JWTPayload | ((accessToken: string) => JWTPayload);
      unsigned?: boolean;
      foreignKey?: boolean;
    },
  ): string;
  /** Tokens as after a sign-in. */
  issue(sub?: string, audience?: string): Promise<{ accessToken: string; refreshToken: string }>;
  /** An answer of the token endpoint. */
  answer(tokens: { accessToken: string; refreshToken: string | null }): object;
  /** A logout token as the provider sends it; a claim that is undefined is left out. */
  logoutToken(
    claims?: JWTPayload,
    o?: { typ?: string | null; unsigned?: boolean; foreignKey?: boolean },
  ): Promise<string>;
  /** @returns Whether a refresh token would still be taken. */
  isAlive(refreshToken: string): boolean;
  /** Ends all refresh tokens of one sign-in. */
  revokeFamilyOf(refreshToken: string): void;
  close(): Promise<void>;
}

interface Grant {
  sub: string;
  nonce: string | null;
  challenge: string | null;
  claims: JWTPayload | ((accessToken: string) => JWTPayload);
  unsigned: boolean;
  foreignKey: boolean;
}
interface Family {
  sub: string;
  audience: string;
  alive: boolean;
  /** The refresh token issued last, and the one it was exchanged for. */
  latest: string;
  parent: string | null;
}
interface RefreshToken {
  family: Family;
  consumedAt: number | null;
}

/** Made once per process. ES256, because an RSA key pair costs more than most tests. */
let keys: Promise<[key: CryptoKeyPair, foreign: CryptoKeyPair]> | null = null;

/**
 * Starts the endpoint on a free port of 127.0.0.1.
 *
 * @param options Clock, lifetimes and overlap.
 * @returns The running provider; close it.
 */
export async function startTestProvider(options: TestProviderOptions = {}): Promise<TestProvider> {
  const clock = options.clock ?? systemClock;
  const overlapMs = options.overlapMs ?? 0;
  const clientId = options.clientId ?? "test-client";
  const audience = options.audience ?? "https://api.test/";
  keys ??= Promise.all([generateKeyPair("ES256", { extractable: true }), generateKeyPair("ES256")]);
  const [firstKey, foreign] = await keys;
  let key = firstKey;
  let jwk = { ...(await exportJWK(key.publicKey)), kid: "test", alg: "ES256", use: "sig" };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, RefreshToken>();
  const calls = { code: 0, refresh: 0, revoke: 0 };
  let issuer = "";

  const nowS = () => Math.floor(clock.now() / 1000);

  async function accessTokenFor(sub: string, forAudience = audience): Promise<string> {
    const token = await new SignJWT({
      azp: clientId,
      scope: "openid profile email offline_access",
      jti: randomBytes(8).toString("hex"),
      [HASURA_CLAIMS_NAMESPACE]: {
        "x-hasura-allowed-roles": ["user"],
        "x-hasura-default-role": "user",
        "x-hasura-user-id": sub,
      },
    })
      .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: jwk.kid })
      .setIssuer(issuer)
      .setSubject(sub)
      .setAudience([forAudience, `${issuer}userinfo`])
      .setIssuedAt(nowS())
      .setExpirationTime(nowS() + provider.accessTokenTtlS)
      .sign(key.privateKey);
    provider.issued.push(token);
    return token;
  }

  async function idTokenFor(grant: Grant, accessToken: string): Promise<string> {
    const claims: JWTPayload = {
      iss: issuer,
      aud: clientId,
      sub: grant.sub,
      iat: nowS(),
      exp: nowS() + 36_000,
      nonce: grant.nonce ?? undefined,
      name: "Ada Fern",
      sid: "provider-session",
      auth_time: nowS(),
      ...(typeof grant.claims === "function" ? grant.claims(accessToken) : grant.claims),
    };
    if (grant.unsigned) return new UnsecuredJWT(claims).encode();
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", kid: jwk.kid })
      .sign(grant.foreignKey ? foreign.privateKey : key.privateKey);
  }

  function newFamily(sub: string, forAudience = audience): Family {
    return { sub, audience: forAudience, alive: true, latest: "", parent: null };
  }

  function newRefreshToken(family: Family, parent: string | null): string {
    const token = `v1.${randomBytes(48).toString("base64url")}`;
    Object.assign(family, { latest: token, parent });
    tokens.set(token, { family, consumedAt: null });
    provider.issued.push(token);
    return token;
  }

  async function newTokens(family: Family, parent: string | null, grant?: Grant): Promise<object> {
    const accessToken = await accessTokenFor(family.sub, family.audience);
    return {
      ...provider.answer({ accessToken, refreshToken: newRefreshToken(family, parent) }),
      ...(grant && { id_token: await idTokenFor(grant, accessToken) }),
    };
  }

  async function exchangeCode(form: URLSearchParams): Promise<[number, object]> {
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!grant || challenge !== grant.challenge) return [403, { error: "invalid_grant" }];
    return [200, await newTokens(newFamily(grant.sub), null, grant)];
  }

  async function refresh(form: URLSearchParams): Promise<[number, object]> {
    const text = form.get("refresh_token") ?? "";
    const token = tokens.get(text);
    if (token && token.consumedAt !== null) provider.hits.reused++;
    const refused = { error: "invalid_grant", error_description: "Unknown or invalid refresh token." };
    if (!token?.family.alive) return [403, refused];
    const { family } = token;
    const isOverdue = token.consumedAt !== null && clock.now() - token.consumedAt >= overlapMs;
    const isSibling = options.siblings === "last" && text !== family.latest && text !== family.parent;
    if (isOverdue || isSibling) {
      family.alive = false;
      provider.hits.familiesRevoked++;
      return [403, refused];
    }
    token.consumedAt ??= clock.now();
    return [200, await newTokens(family, text)];
  }

  function revoke(form: URLSearchParams): [number, object] {
    const token = tokens.get(form.get("token") ?? "");
    if (token) token.family.alive = false;
    return [200, {}];
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/.well-known/jwks.json") {
      provider.hits.jwks++;
      return send(response, 200, { keys: [jwk] });
    }
    if (request.url === "/.well-known/openid-configuration") {
      provider.hits.discovery++;
      return send(response, provider.metadata ? 200 : 404, provider.metadata);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const endpoint =
      request.url === "/oauth/revoke"
        ? "revoke"
        : form.get("grant_type") === "refresh_token"
          ? "refresh"
          : "code";
    provider.hits[endpoint]++;
    const fault = provider.fault(endpoint, ++calls[endpoint]);
    if (fault?.kind === "status") return send(response, fault.status, fault.body ?? {}, fault.headers);
    if (fault?.kind === "drop" && !fault.commit) return void request.socket.destroy();
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms).unref());
    const [status, body] =
      endpoint === "revoke"
        ? revoke(form)
        : endpoint === "refresh"
          ? await refresh(form)
          : await exchangeCode(form);
    if (fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "hang") return;
    send(response, status, body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const provider: TestProvider = {
    issuer,
    clientId,
    audience,
    hits: { code: 0, refresh: 0, revoke: 0, reused: 0, familiesRevoked: 0, discovery: 0, jwks: 0 },
    metadata: null,
    endpoints: {
      issuer,
      authorization_endpoint: `${issuer}authorize`,
      token_endpoint: `${issuer}oauth/token`,
      jwks_uri: `${issuer}.well-known/jwks.json`,
      revocation_endpoint: `${issuer}oauth/revoke`,
      end_session_endpoint: `${issuer}oidc/logout`,
    },
    namesIssuer: false,
    issued: [],
    async rotateKey() {
      key = await generateKeyPair("ES256", { extractable: true });
      const kid = randomBytes(4).toString("hex");
      jwk = { ...(await exportJWK(key.publicKey)), kid, alg: "ES256", use: "sig" };
    },
    accessTokenTtlS: options.accessTokenTtlS ?? 900,
    fault: () => null,
    authorize(url, { sub = "auth0|ada", claims = {}, unsigned = false, foreignKey = false } = {}) {
      const query = new URL(url).searchParams;
      const code = randomBytes(16).toString("base64url");
      const nonce = query.get("nonce");
      grants.set(code, { sub, nonce, challenge: query.get("code_challenge"), claims, unsigned, foreignKey });
      const callback = new URL(query.get("redirect_uri") ?? "");
      callback.searchParams.set("code", code);
      callback.searchParams.set("state", query.get("state") ?? "");
      if (provider.namesIssuer) callback.searchParams.set("iss", issuer);
      return callback.href;
    },
    async issue(sub = "auth0|ada", forAudience = audience) {
      const family = newFamily(sub, forAudience);
      return {
        accessToken: await accessTokenFor(sub, forAudience),
        refreshToken: newRefreshToken(family, null),
      };
    },
    answer: ({ accessToken, refreshToken }) => ({
      access_token: accessToken,
      token_type: "Bearer",
      expires_in: provider.accessTokenTtlS,
      ...(refreshToken !== null && { refresh_token: refreshToken }),
    }),
    async logoutToken(claims = {}, { typ = "logout+jwt", unsigned = false, foreignKey = false } = {}) {
      const all: JWTPayload = {
        iss: issuer,
        aud: clientId,
        iat: nowS(),
        exp: nowS() + 120,
        jti: randomBytes(8).toString("hex"),
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
        ...claims,
      };
      if (unsigned) return new UnsecuredJWT(all).encode();
      return new SignJWT(all)
        .setProtectedHeader({ alg: "ES256", kid: jwk.kid, ...(typ !== null && { typ }) })
        .sign(foreignKey ? foreign.privateKey : key.privateKey);
    },
    isAlive: (token) => {
      const known = tokens.get(token);
      return known !== undefined && known.family.alive && known.consumedAt === null;
    },
    revokeFamilyOf(token) {
      const known = tokens.get(token);
      if (known) known.family.alive = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return provider;
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}
