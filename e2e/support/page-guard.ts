import type { BrowserContext } from "@playwright/test";

/** Watches browser contexts for what no page may do unnoticed. */
export interface PageGuard {
  watch(context: BrowserContext): void;
  /**
   * Expects something in the running test, once or more often; the test fails where it doesn't come.
   *
   * @param pattern what the report looks like
   */
  expect(pattern: RegExp): void;
  /** Tolerates something that may or may not come. */
  allow(pattern: RegExp): void;
  /** @returns how often something was reported */
  count(pattern: RegExp): number;
  /** Everything that was reported, as the test's verdict: empty for a clean test. */
  verdict(): string[];
}

/**
 * Collects console warnings and errors (hydration and policy violations among them), exceptions and answers of 500 and above, from
 * every page of the contexts it watches.
 */
export function createPageGuard(): PageGuard {
  const reports: string[] = [];
  const expected: RegExp[] = [];
  const allowed: RegExp[] = [];
  return {
    watch(context) {
      context.on("console", (message) => {
        const type = message.type();
        if (type !== "error" && type !== "warning") return;
        reports.push(`console.${type}: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (problem) => {
        reports.push(`exception: ${problem.error().stack ?? problem.error().message}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 500) reports.push(`answer ${response.status()}: ${response.url()}`);
      });
    },
    expect: (pattern) => void expected.push(pattern),
    allow: (pattern) => void allowed.push(pattern),
    count: (pattern) => reports.filter((report) => pattern.test(report)).length,
    verdict() {
      const known = [...expected, ...allowed];
      const missing = expected.filter((pattern) => !reports.some((report) => pattern.test(report)));
      return [
        ...reports.filter((report) => !known.some((pattern) => pattern.test(report))),
        ...missing.map((pattern) => `expected, but it did not come: ${pattern}`),
      ];
    },
  };
}
