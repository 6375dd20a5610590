import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import type { CryptoKey, JWK } from "jose";

const CLAIMS = "https://hasura.io/jwt/claims";

/** An identity provider as far as an API sees one: it signs tokens and publishes keys. */
export interface TokenIssuer {
  /** Issuer claim, with a trailing slash. */
  issuer: string;
  jwksUrl: string;
  /** How often the keys were fetched. */
  fetches(): number;
  /** Signs with the newest key. */
  sign(overrides?: TokenOverrides): Promise<string>;
  /** Makes a new key; the old ones are not published any more. */
  rotate(): Promise<void>;
  /** Answers 503 from now on. */
  fail(): void;
  close(): Promise<void>;
}

export interface TokenOverrides {
  user?: string;
  /** Seconds from now. */
  expiresIn?: number;
  /** Seconds from now; the moment of signing if absent. */
  issuedIn?: number;
  /** null leaves it out. */
  audience?: string | string[] | null;
  /** null leaves it out. */
  issuer?: string | null;
  keyId?: string;
  /** Replaces the Hasura claims; null leaves them out. */
  claims?: Record<string, unknown> | null;
}

export const AUDIENCE = "https://api.potluck.test";

/** @param cacheControl of the keys' response. */
export async function startTokenIssuer(cacheControl = "public, max-age=60"): Promise<TokenIssuer> {
  let privateKey: CryptoKey;
  let published: JWK[] = [];
  let generation = 0;
  let fetches = 0;
  let failing = false;
  const server = createServer((request, response) => {
    fetches += 1;
    response.statusCode = failing || request.url === "/unavailable" ? 503 : 200;
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", cacheControl);
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function rotate(): Promise<void> {
    const pair = await generateKeyPair("RS256");
    generation += 1;
    ({ privateKey } = pair);
    published = [
      { ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, use: "sig", alg: "RS256" },
    ];
  }
  await rotate();

  return {
    issuer,
    jwksUrl: `${issuer}.well-known/jwks.json`,
    fetches: () => fetches,
    rotate,
    fail: () => (failing = true),
    async sign(overrides = {}) {
      const user = overrides.user ?? "auth0|ada";
      const claims =
        overrides.claims === undefined
          ? { "x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user", "x-hasura-user-id": user }
          : overrides.claims;
      const now = Math.floor(Date.now() / 1000);
      const { issuer: iss = issuer, audience: aud = [AUDIENCE, "another"] } = overrides;
      const named = { ...(iss === null ? {} : { iss }), ...(aud === null ? {} : { aud }) };
      return new SignJWT({ ...named, ...(claims === null ? {} : { [CLAIMS]: claims }) })
        .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: overrides.keyId ?? `key-${generation}` })
        .setSubject(user)
        .setIssuedAt(now + (overrides.issuedIn ?? 0))
        .setExpirationTime(now + (overrides.expiresIn ?? 300))
        .sign(privateKey);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
