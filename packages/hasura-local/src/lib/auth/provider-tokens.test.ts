import { Secret } from "@potluck/contracts/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthenticate } from "./authenticate.ts";
import { jwtConfig } from "./jwt-config.ts";
import {
  AUDIENCE,
  startTokenIssuer,
  type TokenIssuer,
  type TokenOverrides,
} from "../testing/token-issuer.ts";

let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterAll(async () => {
  await issuer.close();
});

/** @returns `in`, or why the token is refused. */
async function verdict(overrides: TokenOverrides, config: Record<string, unknown> = {}): Promise<string> {
  const authenticate = createAuthenticate({
    adminSecret: new Secret("the admin secret"),
    jwt: jwtConfig.parse({ jwk_url: issuer.jwksUrl, ...config }),
  });
  const token = await issuer.sign(overrides);
  return authenticate(new Headers({ authorization: `Bearer ${token}` })).then(
    () => "in",
    (error: unknown) => String(error).replace(/^.*Could not verify JWT: /, ""),
  );
}

describe("Hasura's habits with a provider's tokens", () => {
  it("trap 12: an issuer that is configured keeps out other issuers, not tokens that name none", async () => {
    const config = { issuer: issuer.issuer, audience: AUDIENCE };
    expect(await verdict({ issuer: "https://another.test/" }, config)).toBe("JWTNotInIssuer");
    expect(await verdict({ issuer: null }, config)).toBe("in");
  });

  it("trap 12: an audience keeps out tokens for other APIs, only where it is configured", async () => {
    const config = { issuer: issuer.issuer, audience: [AUDIENCE, "https://second.test"] };
    expect(await verdict({ audience: "https://another.test" }, config)).toBe("JWTNotInAudience");
    expect(await verdict({ audience: ["https://another.test", "https://second.test"] }, config)).toBe("in");
    expect(await verdict({ audience: null }, config)).toBe("in");
    expect(await verdict({ audience: "https://another.test" }, { issuer: issuer.issuer })).toBe("in");
  });

  it("trap 12: the signature is checked whatever else is missing", async () => {
    const nameless = { issuer: null, audience: null, keyId: "unknown" };
    expect(await verdict(nameless)).toBe("JWSError JWSInvalidSignature");
  });

  it("trap 13: no second is forgiven unless configured, at either end of a token's life", async () => {
    expect(await verdict({ expiresIn: 0 })).toBe("JWTExpired");
    expect(await verdict({ issuedIn: 60 })).toBe("JWTIssuedAtFuture");
    const forgiving = { allowed_skew: 90 };
    expect(await verdict({ expiresIn: -60 }, forgiving)).toBe("in");
    expect(await verdict({ issuedIn: 60 }, forgiving)).toBe("in");
    expect(await verdict({ expiresIn: -120 }, forgiving)).toBe("JWTExpired");
    expect(await verdict({ issuedIn: 120 }, forgiving)).toBe("JWTIssuedAtFuture");
  });
});
