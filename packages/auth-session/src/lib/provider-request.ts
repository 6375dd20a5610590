import { z } from "zod";
import { ProviderError } from "./provider-error.ts";

/** An answer of the provider, read to its end. */
export interface ProviderAnswer {
  ok: boolean;
  status: number;
  /** The JSON it carried; null when it was none. */
  body: unknown;
  /** Milliseconds the provider asked to wait, if it did. */
  retryAfterMs: number | null;
}

const errorBody = z.object({ error: z.string() });
/** The codes are the provider's text: only their known shape may reach a log. */
const CODE = /^[a-z_-]{1,40}$/;
const MAX_WAIT_S = 30;

/**
 * Asks the provider once. Never follows a redirect with a secret in hand.
 *
 * @param fetchIt How to reach it.
 * @param url The endpoint.
 * @param init The request.
 * @param timeoutMs How long to wait for all of the answer.
 * @returns The answer, whatever its status.
 * @throws {ProviderError} `transient` and ambiguous, when none was read.
 */
export async function askProvider(
  fetchIt: typeof fetch,
  url: string,
  init: RequestInit,
  timeoutMs: number,
): Promise<ProviderAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetchIt(url, { ...init, redirect: "manual", signal });
    const { ok, status, headers } = response;
    const body = parseJson(await response.text());
    return { ok, status, body, retryAfterMs: parseRetryAfter(headers.get("retry-after")) };
  } catch (cause) {
    throw new ProviderError("transient", unansweredReason(cause), { ambiguous: true });
  }
}

/**
 * @param answer An answer.
 * @returns The code in its member `error`; null when it has none.
 */
export function errorCode(answer: ProviderAnswer): string | null {
  return errorBody.safeParse(answer.body).data?.error ?? null;
}

/**
 * Tells the end of a grant from everything that may pass. Only a provider that understood can say that it is the end.
 *
 * @param answer An answer that is not ok.
 * @param signInAgain The codes that say: this person has to sign in again.
 * @returns The error.
 */
export function refusal(answer: ProviderAnswer, signInAgain: ReadonlySet<string>): ProviderError {
  const { status, retryAfterMs } = answer;
  const code = errorCode(answer);
  // Auth0 answers a dead refresh token with 403, others with 400 or 401. A 403 without a code is a firewall's.
  const isUnderstood = status === 400 || status === 401 || status === 403;
  const isTerminal = isUnderstood && code !== null && signInAgain.has(code);
  const reason = `status ${status}, ${code !== null && CODE.test(code) ? code : "no code"}`;
  return new ProviderError(isTerminal ? "terminal" : "transient", reason, {
    ambiguous: status === 502 || status === 504,
    retryAfterMs,
  });
}

/** @returns The error for an answer that says it is well, and is not what it should be. */
export function unreadable(): ProviderError {
  return new ProviderError("transient", "the answer is not a token response", { ambiguous: true });
}

function parseRetryAfter(value: string | null): number | null {
  const seconds = value === null ? Number.NaN : Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, MAX_WAIT_S) * 1000 : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unansweredReason(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : "";
  return name === "TimeoutError" || name === "AbortError" ? "no answer in time" : "no connection";
}
