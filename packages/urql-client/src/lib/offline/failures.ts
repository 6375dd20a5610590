import { GqlError } from "../error.ts";

/** How long a change is sent by itself: a ledger has to remember marks for longer. */
const KEPT_MS = 30 * 24 * 3_600_000;

// What gateways and proxies say for an API that they do not reach.
const UNREACHABLE_CODES = new Set(["upstream-unavailable", "upstream-timeout", "session-unavailable"]);

/** Whether an error says that nothing, or nobody knows what, was done. */
export function isUnreachable({ kind, status, serverCode }: GqlError): boolean {
  return (
    kind === "network" ||
    kind === "timeout" ||
    (status !== undefined && status >= 502 && status <= 504) ||
    UNREACHABLE_CODES.has(serverCode ?? "")
  );
}

/** @returns Why something that means nothing later was not sent. */
export function unreachable(): GqlError {
  return new GqlError({ kind: "network", message: "The API cannot be reached now." });
}

/** @returns What is known of a change that cannot be repeated, and whose page was left before the answer came. */
export function interrupted(): GqlError {
  return new GqlError({
    kind: "network",
    message: "The page was left before the answer came; the change may have been made.",
  });
}

/** @returns Why a change that has been kept for too long is not sent by itself; undefined where it is. */
export function outdated(at: number): GqlError | undefined {
  if (Date.now() - at < KEPT_MS) return undefined;
  return new GqlError({ kind: "timeout", message: "The change was kept for too long to be sent by itself." });
}
