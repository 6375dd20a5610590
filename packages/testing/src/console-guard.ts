import { inspect } from "node:util";
import { afterEach, beforeEach } from "vitest";

/** What a test may write to the console without failing. */
export interface ConsoleGuardOptions {
  /** Messages that are expected, by pattern. */
  allow?: readonly RegExp[];
}

/** Returned by the guard for messages that one test expects. */
export interface ConsoleGuard {
  /**
   * Expects a message in the running test, once or more often. The test fails where it doesn't come.
   *
   * @param pattern what the message looks like
   */
  expect(pattern: RegExp): void;
}

const methods = ["error", "warn"] as const;

/**
 * Fails every test of the file that writes an unexpected warning or error to the console, and every test in which an
 * expected one stays away. Call it once, at the top of the file or in a `describe`.
 *
 * @param options what is always allowed
 */
export function failOnUnexpectedConsole(options: ConsoleGuardOptions = {}): ConsoleGuard {
  const { error, warn } = console;
  const originals = { error, warn };
  let written: string[] = [];
  let expected: RegExp[] = [];
  beforeEach(() => {
    written = [];
    expected = [];
    for (const method of methods) {
      console[method] = (...parts: unknown[]) => {
        written.push(
          `console.${method}: ${parts.map((part) => (typeof part === "string" ? part : inspect(part))).join(" ")}`,
        );
      };
    }
  });
  afterEach(() => {
    for (const method of methods) console[method] = originals[method];
    const allowed = [...(options.allow ?? []), ...expected];
    const unexpected = written.filter((message) => !allowed.some((pattern) => pattern.test(message)));
    const missing = expected.filter((pattern) => !written.some((message) => pattern.test(message)));
    if (unexpected.length > 0) throw new Error(`Unexpected on the console:\n${unexpected.join("\n")}`);
    if (missing.length > 0)
      throw new Error(`Expected on the console, but not written: ${missing.join(", ")}`);
  });
  return { expect: (pattern) => void expected.push(pattern) };
}
