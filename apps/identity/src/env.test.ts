import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./env.ts";

const REQUIRED = {
  AUTH0_CLIENT_ID: "potluck-web",
  AUTH0_CLIENT_SECRET: "secret-of-the-test-tenant",
  AUTH0_AUDIENCE: "https://api.potluck.test",
};

describe("parseEnvironment", () => {
  it("has a default for everything that is not a secret or a name, and no controls", () => {
    const options = parseEnvironment(REQUIRED);
    expect(options).toMatchObject({
      port: 4400,
      accessTokenTtl: 900,
      rotationOverlap: 30,
      webOrigin: "http://localhost:3000",
      faults: { serverError: 0, times: null },
    });
    expect([options.controlPort, options.dataDir, options.backchannelLogoutUrl]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("names what is missing", () => {
    expect(() => parseEnvironment({ ...REQUIRED, AUTH0_CLIENT_SECRET: "" })).toThrow(/AUTH0_CLIENT_SECRET/);
  });

  it("refuses an issuer without its trailing slash", () => {
    expect(() => parseEnvironment({ ...REQUIRED, IDENTITY_ISSUER: "http://127.0.0.1:4400" })).toThrow(
      /IDENTITY_ISSUER/,
    );
  });

  it("takes faults as JSON", () => {
    const { faults } = parseEnvironment({ ...REQUIRED, IDENTITY_FAULTS: '{"delay":0.1,"delayMs":2000}' });
    expect(faults).toMatchObject({ delay: 0.1, delayMs: 2000, loseAnswer: 0 });
  });

  it.each(["{", '{"delay":7}', '{"soup":1}'])(
    "names IDENTITY_FAULTS when it is not understood: %s",
    (text) => {
      expect(() => parseEnvironment({ ...REQUIRED, IDENTITY_FAULTS: text })).toThrow(/IDENTITY_FAULTS/);
    },
  );

  it("does not show its secrets", () => {
    expect(`${String(parseEnvironment(REQUIRED).clientSecret)}`).not.toContain("secret-of");
  });
});
