/** SQL's three truth values, and undefined for "cannot be told here". */
export type Verdict = true | false | null | undefined;

/** `NOT`. */
export function not(verdict: Verdict): Verdict {
  return typeof verdict === "boolean" ? !verdict : verdict;
}

/** `AND`: what is certain decides, whatever the unknown may be. */
export function and(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  if (verdicts.includes(undefined)) return undefined;
  return verdicts.includes(null) ? null : true;
}

/** `OR`. */
export function or(verdicts: readonly Verdict[]): Verdict {
  return not(and(verdicts.map(not)));
}
