import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NeedleSet } from "./needle-set.ts";
import { secretForms } from "./secret-forms.ts";

const spellings: [string, (secret: string, around: string) => string][] = [
  ["as it is", (secret, around) => around + secret + around],
  ["percent-encoded", (secret, around) => around + encodeURIComponent(secret)],
  ["form-encoded", (secret, around) => new URLSearchParams({ [around]: secret }).toString()],
  ["in JSON", (secret, around) => JSON.stringify({ [around]: [secret] })],
  [
    "in JSON in a script element",
    (secret) => JSON.stringify(secret).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
  ],
  [
    "in HTML",
    (secret, around) =>
      around +
      secret
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#x27;"),
  ],
  ["in base64", (secret, around) => Buffer.from(around + secret + around).toString("base64")],
  ["in base64url", (secret, around) => Buffer.from(around + secret + around).toString("base64url")],
];

describe("secretForms", { timeout: 60_000 }, () => {
  const token = fc.string({
    unit: fc.constantFrom(...Array.from("abcXYZ0189-_.")),
    minLength: 12,
    maxLength: 80,
  });
  const passphrase = fc.string({
    unit: fc.constantFrom(...Array.from("aZ9 +/=&<>\"'\\%ß€🍲")),
    minLength: 16,
    maxLength: 80,
  });
  const around = fc.string({ maxLength: 12 });

  it.each(spellings)("makes a secret findable %s", (_name, spell) => {
    const assertion = () =>
      fc.assert(
        fc.property(fc.oneof(token, passphrase), around, (secret, context) => {
          const forms = secretForms("it", secret);
          fc.pre(forms.length > 0);
          return new NeedleSet(forms).find(Buffer.from(spell(secret, context))) !== null;
        }),
        { numRuns: 300 },
      );
    expect(assertion).not.toThrow();
  });

  it("gives up on what is too short to be told from ordinary text", () => {
    expect(secretForms("it", "short")).toEqual([]);
    expect(secretForms("it", "eleven-char")).toEqual([]);
  });
});
