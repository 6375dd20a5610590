import type { Secret } from "@potluck/contracts/secret";
import { errorResponse, gatewayError } from "./graphql-error.ts";

/** One GraphQL request to the API, as one person. */
export interface UpstreamCall {
  url: string;
  body: string;
  token: Secret;
  /** Gives up when the browser does. */
  signal: AbortSignal;
  /** Ms until the answer has to begin. */
  timeoutMs: number;
}

/** Headers of the API's answer that the browser needs. */
const PASSED_BACK = ["content-type", "retry-after"];

/**
 * Sends a request to the API exactly once. Only what the API needs goes up: whatever headers the browser sent stay behind.
 * The connection is kept alive by the runtime's own pool.
 *
 * @param call The request.
 * @returns The API's answer, streamed; 502 or 504 in GraphQL's shape when there is none.
 */
export async function callUpstream({ url, body, token, signal, timeoutMs }: UpstreamCall): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        // The answer is passed on as it comes; compressing it is the host's business.
        "accept-encoding": "identity",
        authorization: `Bearer ${token.reveal()}`,
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    const headers = new Headers({ "cache-control": "no-store" });
    for (const name of PASSED_BACK) {
      const value = answer.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (answer.status >= 300 && answer.status < 400) {
      await answer.body?.cancel();
      return errorResponse(
        502,
        gatewayError("upstream-unavailable", "The API answered with a redirect. Check its address."),
      );
    }
    return new Response(answer.body, { status: answer.status, headers });
  } catch {
    return deadline.signal.aborted
      ? errorResponse(
          504,
          gatewayError("upstream-timeout", "The API did not answer in time. It may have acted all the same."),
        )
      : errorResponse(
          502,
          gatewayError("upstream-unavailable", "The API cannot be reached. Try again shortly."),
        );
  } finally {
    clearTimeout(timer);
  }
}
