import type { WebhookResult } from "./post-webhook.ts";

/** How often and how patiently a webhook is called. */
export interface RetryPolicy {
  /** Calls after the first one. */
  retries: number;
  intervalSeconds: number;
  timeoutSeconds: number;
}

/** What follows from a call. */
export type NextStep = { kind: "delivered" } | { kind: "retry"; seconds: number } | { kind: "failed" };

/**
 * Decides as Hasura does: any 2xx is success; a positive `Retry-After` of another answer replaces the interval and
 * grants a further call even when the retries are used up.
 *
 * @param tries calls before this one.
 * @see https://hasura.io/docs/2.0/event-triggers/payload/#retry-after-header
 */
export function nextStep(result: WebhookResult, tries: number, policy: RetryPolicy): NextStep {
  if (result.kind === "answered" && result.status >= 200 && result.status < 300) return { kind: "delivered" };
  const after = result.kind === "answered" ? parseRetryAfter(result.headers["retry-after"]) : undefined;
  if (after === undefined && tries >= policy.retries) return { kind: "failed" };
  return { kind: "retry", seconds: after ?? policy.intervalSeconds };
}

/** Whole seconds only: Hasura ignores the form with a date. */
function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined || !/^\s*\d{1,9}\s*$/.test(value)) return undefined;
  const seconds = Number(value);
  return seconds > 0 ? seconds : undefined;
}
