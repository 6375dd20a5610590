import { describe, expect, it } from "vitest";

import { parseWebEnv } from "./env.ts";
import { providerAddress } from "./provider-env.ts";

const common = {
  WEB_ORIGIN: "https://potluck.example",
  HASURA_ENDPOINT: "http://127.0.0.1:8080",
  SESSION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64url")}`,
};
const auth0 = {
  AUTH0_ISSUER: "https://potluck.eu.auth0.com/",
  AUTH0_CLIENT_ID: "client",
  AUTH0_CLIENT_SECRET: "secret",
  AUTH0_AUDIENCE: "https://api.potluck.example",
};
const oidc = {
  AUTH_PROVIDER: "oidc",
  OIDC_ISSUER: "https://idp.example/realms/one",
  OIDC_CLIENT_ID: "client",
  OIDC_CLIENT_SECRET: "secret",
};
const nhost = { AUTH_PROVIDER: "nhost", NHOST_AUTH_URL: "https://x.auth.eu.nhost.run/v1" };

describe("providerEnv", () => {
  it.each([
    [auth0, "auth0", "https://potluck.eu.auth0.com/"],
    [{ ...auth0, AUTH_PROVIDER: "auth0" }, "auth0", "https://potluck.eu.auth0.com/"],
    // To the letter: a slash more would be another issuer.
    [oidc, "oidc", "https://idp.example/realms/one"],
    [nhost, "nhost", "https://x.auth.eu.nhost.run/v1"],
  ])("takes %o, and asks for nothing that belongs to another provider", (variables, provider, address) => {
    const env = parseWebEnv({ ...common, ...variables });
    expect([env.AUTH_PROVIDER, providerAddress(env)]).toEqual([provider, address]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["without any", {}, /AUTH0_ISSUER is missing; .*AUTH0_AUDIENCE is missing/],
    [
      "with a provider there is none of",
      { AUTH_PROVIDER: "cognito" },
      /AUTH_PROVIDER: must be auth0, oidc or nhost/,
    ],
    ["for Nhost without its address", { AUTH_PROVIDER: "nhost" }, /^NHOST_AUTH_URL is missing\. /],
    [
      "for Nhost with a key of another kind",
      { ...nhost, NHOST_JWT_KEY: "{}" },
      /NHOST_JWT_KEY: must be the key/,
    ],
    [
      "for OpenID Connect alone",
      { AUTH_PROVIDER: "oidc" },
      /OIDC_ISSUER is missing; .*OIDC_CLIENT_SECRET is missing/,
    ],
    [
      "for Auth0 without the slash",
      { ...auth0, AUTH0_ISSUER: "https://x.test" },
      /AUTH0_ISSUER: must end with a slash/,
    ],
  ])("says which variable is wrong %s", (_name, variables, message) => {
    expect(() => parseWebEnv({ ...common, ...variables })).toThrow(message);
  });
});
