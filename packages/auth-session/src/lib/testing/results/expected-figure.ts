/** What a measured figure has to be. */
export type Expected =
  /** Exactly this. */
  | number
  | { atMost: number }
  | { atLeast: number }
  /** A time in milliseconds: shown, and never judged. */
  | { withinMs: number }
  /** Whatever it is: the row tells it, and the README what follows from it. */
  | "reported";

/**
 * @param expected What a figure has to be.
 * @returns The same in words, to follow the figure's name.
 */
export function describeExpected(expected: Expected): string {
  if (expected === "reported") return "(reported)";
  if (typeof expected === "number") return String(expected);
  if ("atMost" in expected) return `<= ${expected.atMost}`;
  if ("atLeast" in expected) return `>= ${expected.atLeast}`;
  return `<= ${expected.withinMs} ms`;
}

/**
 * @param expected What the figure has to be.
 * @param measured What it was.
 * @returns The figure in words, times to the microsecond where they are short.
 */
export function describeMeasured(expected: Expected, measured: number): string {
  if (!isTime(expected)) return String(measured);
  return `${measured < 10 ? Number(measured.toFixed(3)) : Math.round(measured)} ms`;
}

/** @returns Whether it is a time, for which a busy machine proves nothing. */
export function isTime(expected: Expected): expected is { withinMs: number } {
  return typeof expected === "object" && "withinMs" in expected;
}

/** @returns Whether it is a figure at all: one divided by nothing is none. */
export function isMeasured(measured: number | undefined): measured is number {
  return Number.isFinite(measured);
}

/**
 * @param expected What the figure has to be.
 * @param measured What it was.
 * @returns Whether it is so.
 */
export function isAsExpected(expected: Expected, measured: number): boolean {
  if (!isMeasured(measured)) return false;
  if (expected === "reported") return true;
  if (typeof expected === "number") return measured === expected;
  if ("atMost" in expected) return measured <= expected.atMost;
  if ("atLeast" in expected) return measured >= expected.atLeast;
  return measured <= expected.withinMs;
}
