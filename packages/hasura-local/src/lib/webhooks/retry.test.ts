import { describe, expect, it } from "vitest";
import { nextStep } from "./retry.ts";
import type { WebhookResult } from "./post-webhook.ts";

const POLICY = { retries: 2, intervalSeconds: 7, timeoutSeconds: 1 };

function answered(status: number, retryAfter?: string): WebhookResult {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { kind: "answered", status, headers, body: "" };
}

describe("nextStep", () => {
  it("takes any 2xx for success, whatever Retry-After says", () => {
    expect(nextStep(answered(200), 0, POLICY)).toEqual({ kind: "delivered" });
    expect(nextStep(answered(299, "5"), 9, POLICY)).toEqual({ kind: "delivered" });
  });

  it.each([
    { why: "a redirect", result: answered(302) },
    { why: "a refusal", result: answered(400) },
    { why: "no answer", result: { kind: "unanswered", message: "" } as const },
  ])("retries at the interval after $why, until the retries are used up", ({ result }) => {
    expect(nextStep(result, 0, POLICY)).toEqual({ kind: "retry", seconds: 7 });
    expect(nextStep(result, 1, POLICY)).toEqual({ kind: "retry", seconds: 7 });
    expect(nextStep(result, 2, POLICY)).toEqual({ kind: "failed" });
  });

  it("lets a positive Retry-After replace the interval and the number of retries", () => {
    expect(nextStep(answered(429, "30"), 0, POLICY)).toEqual({ kind: "retry", seconds: 30 });
    expect(nextStep(answered(429, "30"), 2, POLICY)).toEqual({ kind: "retry", seconds: 30 });
  });

  it.each(["0", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", ""])("ignores the Retry-After %j", (value) => {
    expect(nextStep(answered(503, value), 2, POLICY)).toEqual({ kind: "failed" });
  });
});
