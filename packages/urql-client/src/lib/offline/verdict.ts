import type { GqlError } from "../error.ts";
import type { Ledger } from "../mutations/ledger.ts";
import { isUnreachable } from "./failures.ts";
import type { Kept } from "./kept-changes.ts";
import type { Pause } from "./pause.ts";

/** What an answer says about a mutation. */
export type Verdict =
  /** How it ended. */
  | "settled"
  /** Nothing: it has to be sent again. */
  | "unknown"
  /** It is done already, or something is in its place: the rows tell. */
  | "repeated";

/** How often the API may say that nobody is signed in before that is believed. */
const AUTH_ATTEMPTS = 3;

/** @returns Judges answers; `each` is the mutation's record, if it is kept. */
export function createJudge(pause: Pause, ledger: Ledger | undefined) {
  let refusals = 0;
  return (each: Kept | undefined, error: GqlError | undefined): Verdict => {
    const isRefused = error?.kind === "auth" && ++refusals < AUTH_ATTEMPTS;
    if (error && (isUnreachable(error) || isRefused)) {
      pause.missed();
      if (!each || each.isLost || (each.how === "never" && !isRefused)) return "settled";
      if (each.how === "never") each.mark = "none";
      each.isDoubtful ||= !isRefused;
      return "unknown";
    }
    pause.reached();
    refusals = 0;
    return each && isRepeated(each, error, ledger) ? "repeated" : "settled";
  };
}

function isRepeated(each: Kept, error: GqlError | undefined, ledger: Ledger | undefined): boolean {
  if (each.how === "ledger") return error !== undefined && ledger!.isMarked(error);
  if (!each.isDoubtful) return false;
  return each.how === "key" ? error?.kind === "constraint" : each.how === "removal" && !error;
}
