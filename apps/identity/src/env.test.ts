import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./env.ts";

const REQUIRED = {
  AUTH0_CLIENT_ID: "potluck-web",
  AUTH0_CLIENT_SECRET: "secret-of-the-test-tenant",
  AUTH0_AUDIENCE: "https://api.potluck.test",
};

describe("parseEnvironment", () => {
  it("has a default for everything that is not a secret or a name", () => {
    expect(parseEnvironment(REQUIRED)).toMatchObject({
      port: 4400,
      accessTokenTtl: 900,
      rotationOverlap: 30,
      webOrigin: "http://localhost:3000",
      dataDir: undefined,
    });
  });

  it("names what is missing", () => {
    expect(() => parseEnvironment({ ...REQUIRED, AUTH0_CLIENT_SECRET: "" })).toThrow(/AUTH0_CLIENT_SECRET/);
  });

  it("refuses an issuer without its trailing slash", () => {
    expect(() => parseEnvironment({ ...REQUIRED, IDENTITY_ISSUER: "http://127.0.0.1:4400" })).toThrow(
      /IDENTITY_ISSUER/,
    );
  });
});
