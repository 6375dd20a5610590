import { Secret } from "@potluck/contracts/secret";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticate } from "./authenticate.ts";
import type { Authenticate, AuthenticateOptions } from "./authenticate.ts";
import { jwtConfig } from "./jwt-config.ts";
import { GraphQLRequestError } from "../errors.ts";
import { PATIENT } from "../testing/patience.ts";
import { AUDIENCE, startTokenIssuer } from "../testing/token-issuer.ts";
import type { TokenIssuer } from "../testing/token-issuer.ts";

const ADMIN_SECRET = "the admin secret";
let issuer: TokenIssuer;

beforeAll(async () => {
  issuer = await startTokenIssuer();
});

afterAll(async () => {
  await issuer.close();
});

function authenticateWith(
  jwt: Record<string, unknown> = {},
  options: Partial<AuthenticateOptions> = {},
): Authenticate {
  const config = { jwk_url: issuer.jwksUrl, audience: AUDIENCE, issuer: issuer.issuer, ...jwt };
  return createAuthenticate({
    adminSecret: new Secret(ADMIN_SECRET),
    jwt: jwtConfig.parse(config),
    unauthorizedRole: "anonymous",
    ...options,
  });
}

async function refusalOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GraphQLRequestError)) throw new Error(`not refused: ${String(error)}`);
  return { code: error.code, message: error.message };
}

const bearer = (token: string, more: Record<string, string> = {}): Headers =>
  new Headers({ authorization: `Bearer ${token}`, ...more });

describe("createAuthenticate with a JWT", () => {
  it("takes role and variables from the claims and the end from exp", async () => {
    const token = await issuer.sign({ expiresIn: 100 });
    const { session, expiresAt } = await authenticateWith()(bearer(token));
    expect(session).toEqual({
      role: "user",
      variables: { "x-hasura-user-id": "auth0|ada", "x-hasura-role": "user" },
      isAdmin: false,
      backendOnly: false,
    });
    expect(expiresAt).toBeGreaterThan(Date.now() + 90_000);
  });

  it("does not let headers add or change variables", async () => {
    const headers = bearer(await issuer.sign(), { "x-hasura-user-id": "auth0|ben", "x-hasura-extra": "1" });
    const { session } = await authenticateWith()(headers);
    expect(session.variables).toEqual({ "x-hasura-user-id": "auth0|ada", "x-hasura-role": "user" });
  });

  it("takes an allowed role that was asked for, and no other", async () => {
    const claims = { "x-hasura-allowed-roles": ["user", "cook"], "x-hasura-default-role": "user" };
    const token = await issuer.sign({ claims });
    const authenticate = authenticateWith();
    expect((await authenticate(bearer(token, { "x-hasura-role": "cook" }))).session.role).toBe("cook");
    expect(await refusalOf(authenticate(bearer(token, { "x-hasura-role": "admin" })))).toEqual({
      code: "access-denied",
      message: "Your requested role is not in allowed roles",
    });
  });

  it.each([
    { what: "an expired token", overrides: { expiresIn: -1 }, message: "Could not verify JWT: JWTExpired" },
    {
      what: "another audience",
      overrides: { audience: "else" },
      message: "Could not verify JWT: JWTNotInAudience",
    },
    {
      what: "another issuer",
      overrides: { issuer: "http://else/" },
      message: "Could not verify JWT: JWTNotInIssuer",
    },
    {
      what: "an unknown key",
      overrides: { keyId: "unknown" },
      message: "Could not verify JWT: JWSError JWSInvalidSignature",
    },
  ])("refuses $what", async ({ overrides, message }) => {
    const token = await issuer.sign(overrides);
    expect(await refusalOf(authenticateWith()(bearer(token)))).toEqual({ code: "invalid-jwt", message });
  });

  it("refuses alg none, a symmetric signature with the public key, and a changed payload", async () => {
    const authenticate = authenticateWith();
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = await issuer.sign();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const forged = [
      `${encode({ alg: "none" })}.${payload}.`,
      `${encode({ alg: "none" })}.${payload}.${signature}`,
      await new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: "key-1" })
        .sign(Buffer.from("the public key, as bytes".repeat(3))),
      `${header}.${encode({ ...claims, sub: "auth0|ben" })}.${signature}`,
    ];
    for (const candidate of forged) {
      expect((await refusalOf(authenticate(bearer(candidate)))).code).toBe("invalid-jwt");
    }
  });

  it("refuses what is no token", async () => {
    expect(await refusalOf(authenticateWith()(bearer("rubbish")))).toEqual({
      code: "invalid-jwt",
      message:
        "Could not verify JWT: JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 1)",
    });
    expect(await refusalOf(authenticateWith()(new Headers({ authorization: "Basic abc" })))).toEqual({
      code: "invalid-headers",
      message: "Malformed Authorization header",
    });
  });

  it.each([
    {
      claims: null,
      code: "jwt-invalid-claims",
      message: "claims key: 'https://hasura.io/jwt/claims' not found",
    },
    {
      claims: { "x-hasura-default-role": "user" },
      code: "jwt-missing-role-claims",
      message: "JWT claim does not contain x-hasura-allowed-roles",
    },
    {
      claims: { "x-hasura-allowed-roles": ["user"] },
      code: "jwt-missing-role-claims",
      message: "JWT claim does not contain x-hasura-default-role",
    },
    {
      claims: { "x-hasura-allowed-roles": "user", "x-hasura-default-role": "user" },
      code: "jwt-invalid-claims",
      message: "invalid x-hasura-allowed-roles; should be a list of roles",
    },
  ])("refuses the claims $claims", async ({ claims, code, message }) => {
    const token = await issuer.sign({ claims });
    expect(await refusalOf(authenticateWith()(bearer(token)))).toEqual({ code, message });
  });

  it("allows the configured skew", async () => {
    const token = await issuer.sign({ expiresIn: -5 });
    const { session } = await authenticateWith({ allowed_skew: 30 })(bearer(token));
    expect(session.role).toBe("user");
  });

  it("fetches the keys once for many tokens, and again for a key it does not know", async () => {
    const rotating = await startTokenIssuer();
    try {
      const authenticate = authenticateWith({ jwk_url: rotating.jwksUrl, issuer: rotating.issuer });
      const token = await rotating.sign();
      await Promise.all(Array.from({ length: 20 }, () => authenticate(bearer(token))));
      expect(rotating.fetches()).toBe(1);
      await rotating.rotate();
      const rotated = bearer(await rotating.sign());
      // The keys were fetched a moment ago; an unknown key has to wait a second for the next fetch.
      await expect
        .poll(
          () =>
            authenticate(rotated).then(
              () => "in",
              () => "out",
            ),
          PATIENT,
        )
        .toBe("in");
      expect(rotating.fetches()).toBe(2);
    } finally {
      await rotating.close();
    }
  });

  it("fetches the keys again when their Cache-Control has run out", async () => {
    const strict = await startTokenIssuer("max-age=1");
    try {
      const authenticate = authenticateWith({ jwk_url: strict.jwksUrl, issuer: strict.issuer });
      const headers = bearer(await strict.sign());
      await authenticate(headers);
      await expect
        .poll(async () => {
          await authenticate(headers);
          return strict.fetches();
        }, PATIENT)
        .toBeGreaterThan(1);
      strict.fail();
      const failing = strict.fetches();
      // The keys at hand stay in use while the provider is down.
      await expect
        .poll(async () => {
          await authenticate(headers);
          return strict.fetches();
        }, PATIENT)
        .toBeGreaterThan(failing);
      expect((await authenticate(headers)).session.role).toBe("user");
    } finally {
      await strict.close();
    }
  });

  it("does not blame the token where the keys cannot be fetched", async () => {
    const authenticate = authenticateWith({ jwk_url: `${issuer.issuer}unavailable` });
    const refusal = await refusalOf(authenticate(bearer(await issuer.sign())));
    expect(refusal).toEqual({ code: "unexpected", message: "Could not get the keys that verify JWTs" });
  });

  it("accepts a shared key, a claims map and a cookie", async () => {
    const key = "a shared key of thirty-two bytes!";
    const authenticate = createAuthenticate({
      adminSecret: new Secret(ADMIN_SECRET),
      jwt: jwtConfig.parse({
        type: "HS256",
        key,
        header: { type: "Cookie", name: "token" },
        claims_map: {
          "x-hasura-allowed-roles": { path: "$.app['roles']" },
          "x-hasura-default-role": "user",
          "X-Hasura-User-Id": { path: "$.sub" },
          "x-hasura-org": { path: "$.org", default: "none" },
        },
      }),
    });
    const token = await new SignJWT({ app: { roles: ["user"] } })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("ada")
      .sign(Buffer.from(key));
    const { session, expiresAt } = await authenticate(new Headers({ cookie: `a=b; token=${token}` }));
    expect(session.variables).toEqual({
      "x-hasura-user-id": "ada",
      "x-hasura-org": "none",
      "x-hasura-role": "user",
    });
    expect(expiresAt).toBeUndefined();
    expect((await refusalOf(authenticate(new Headers({ cookie: "a=b" })))).message).toBe(
      "Could not find token in Cookie header",
    );
  });

  it("accepts stringified claims at a path", async () => {
    const claims = { "x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user" };
    const token = await issuer.sign({ claims: { inner: JSON.stringify(claims) } });
    const authenticate = authenticateWith({
      claims_namespace_path: "$['https://hasura.io/jwt/claims'].inner",
      claims_format: "stringified_json",
    });
    expect((await authenticate(bearer(token))).session.role).toBe("user");
  });
});

describe("createAuthenticate with an admin secret", () => {
  const withSecret = (more: Record<string, string> = {}): Headers =>
    new Headers({ "x-hasura-admin-secret": ADMIN_SECRET, ...more });

  it("lets the headers be the session, without the secret in it", async () => {
    const { session } = await authenticateWith()(
      withSecret({ "X-Hasura-Role": "user", "X-Hasura-User-Id": "auth0|ben", accept: "*/*" }),
    );
    expect(session).toEqual({
      role: "user",
      variables: { "x-hasura-role": "user", "x-hasura-user-id": "auth0|ben" },
      isAdmin: true,
      backendOnly: false,
    });
  });

  it("is the administrator where no role is named", async () => {
    expect((await authenticateWith()(withSecret())).session.role).toBe("admin");
  });

  it("reads the switch for backend-only permissions", async () => {
    const authenticate = authenticateWith();
    const name = "x-hasura-use-backend-only-permissions";
    expect((await authenticate(withSecret({ [name]: "Yes" }))).session.backendOnly).toBe(true);
    expect((await refusalOf(authenticate(withSecret({ [name]: "maybe" })))).code).toBe("bad-request");
  });

  it("refuses a wrong secret even beside a good token", async () => {
    const headers = bearer(await issuer.sign(), { "x-hasura-admin-secret": "wrong" });
    expect(await refusalOf(authenticateWith()(headers))).toEqual({
      code: "access-denied",
      message: 'invalid "x-hasura-admin-secret"/"x-hasura-access-key"',
    });
  });
});

describe("createAuthenticate without credentials", () => {
  it("gives the unauthorized role, whatever role is asked for", async () => {
    const { session } = await authenticateWith()(new Headers({ "x-hasura-role": "admin" }));
    expect(session).toMatchObject({ role: "anonymous", isAdmin: false });
    expect(session.variables["x-hasura-role"]).toBe("anonymous");
  });

  it("refuses where there is no such role", async () => {
    expect(await refusalOf(authenticateWith({}, { unauthorizedRole: undefined })(new Headers()))).toEqual({
      code: "invalid-headers",
      message: "Missing 'Authorization' or 'Cookie' header in JWT authentication mode",
    });
    expect(await refusalOf(createAuthenticate({ adminSecret: new Secret("s") })(new Headers()))).toEqual({
      code: "access-denied",
      message: "x-hasura-admin-secret/x-hasura-access-key required, but not found",
    });
  });

  it("makes everybody an administrator where nothing is configured", async () => {
    const { session } = await createAuthenticate({})(new Headers());
    expect(session).toMatchObject({ role: "admin", isAdmin: true });
  });
});
