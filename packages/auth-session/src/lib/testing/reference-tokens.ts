import { randomBytes } from "node:crypto";

/** A person as Auth0 names them. */
export const reference = { userId: "auth0|66f1c0ffee5a1ad0c0ffee42" } as const;

/**
 * Tokens shaped like Auth0's: an RS256 access token with the usual claims, a refresh token of the usual length. The
 * signature is random, because only its size matters.
 *
 * @param roles How many roles the access token allows.
 * @returns The tokens.
 */
export function referenceTokens(roles: number): {
  accessToken: string;
  refreshToken: string;
  providerSid: string;
} {
  const names = [
    "user",
    ...Array.from({ length: roles - 1 }, () => `role-${randomBytes(4).toString("hex")}`),
  ];
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: "Qx8sZ7Yb1C0v9N4m2K6aT" };
  const claims = {
    "https://hasura.io/jwt/claims": {
      "x-hasura-allowed-roles": names,
      "x-hasura-default-role": "user",
      "x-hasura-user-id": reference.userId,
    },
    iss: "https://potluck-prod.eu.auth0.com/",
    sub: reference.userId,
    aud: ["https://api.potluck.example/", "https://potluck-prod.eu.auth0.com/userinfo"],
    iat: now,
    exp: now + 900,
    scope: "openid profile email offline_access",
    azp: "K9xYz0aBcDeFgHiJkLmNoPqRsTuVwXyZ",
    permissions: [],
  };
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return {
    accessToken: [...parts, randomBytes(256).toString("base64url")].join("."),
    refreshToken: `v1.${randomBytes(48).toString("base64url")}`,
    providerSid: randomBytes(24).toString("base64url"),
  };
}
