import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./env.ts";

const REQUIRED = {
  PARTNER_API_KEY: "key-of-the-test-partner",
  PARTNER_CALLBACK_URL: "http://127.0.0.1:3100/callbacks/booking-partner",
  PARTNER_CALLBACK_SECRET: "secret-of-the-callbacks",
};

describe("parseEnvironment", () => {
  it("has a default for everything that is not a secret or an address, and no controls", () => {
    const options = parseEnvironment(REQUIRED);
    expect(options).toMatchObject({ port: 3200, thinkMs: 800, faults: { down: false, delay: 0 } });
    expect([options.controlPort, options.dataDir]).toEqual([undefined, undefined]);
  });

  it.each(Object.keys(REQUIRED))("names %s when it is missing", (name) => {
    expect(() => parseEnvironment({ ...REQUIRED, [name]: "" })).toThrow(name);
  });

  it("takes faults as JSON", () => {
    const { faults } = parseEnvironment({ ...REQUIRED, PARTNER_FAULTS: '{"delay":0.1,"delayMs":2000}' });
    expect(faults).toMatchObject({ delay: 0.1, delayMs: 2000, loseAnswer: 0 });
  });

  it.each(["{", '{"delay":7}', '{"soup":1}'])(
    "names PARTNER_FAULTS when it is not understood: %s",
    (text) => {
      expect(() => parseEnvironment({ ...REQUIRED, PARTNER_FAULTS: text })).toThrow(/PARTNER_FAULTS/);
    },
  );

  it("does not show its secrets", () => {
    expect(`${String(parseEnvironment(REQUIRED).apiKey)}`).not.toContain("key-of");
  });
});
