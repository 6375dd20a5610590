import type { AuthRequest } from "../auth-request.ts";
import type { AuthSession } from "../auth-session.ts";
import { readText } from "../read-text.ts";
import { crossSiteReason } from "../same-origin.ts";
import { isOfOtherUser } from "../session-user.ts";
import { errorResponse, gatewayError } from "./graphql-error.ts";
import type { GatewayLimits } from "./limits.ts";
import { callUpstream } from "./upstream-http.ts";

/** What {@link handleHttp} works with. */
export interface HttpParts {
  session: AuthSession<unknown>;
  url: string;
  limits: GatewayLimits;
}

/**
 * One GraphQL request of a page: checked, given the person's token, sent up once, answered as it comes.
 *
 * @param parts Sessions, API and limits.
 * @param request The request.
 * @param opened The request's session, when the host has opened it already.
 * @returns The API's answer or a GraphQL-shaped refusal; always `no-store`.
 */
export async function handleHttp(
  { session, url, limits }: HttpParts,
  request: Request,
  opened?: AuthRequest<unknown>,
): Promise<Response> {
  const reason = crossSiteReason(request, { origins: session.origins, json: true, exactOrigin: true });
  if (reason) return refusal(reason);
  const auth = opened ?? (await session.open(request));
  return auth.seal(await answer(auth));

  async function answer(by: AuthRequest<unknown>): Promise<Response> {
    if (by.status === "anonymous") {
      return errorResponse(
        401,
        gatewayError("unauthenticated", "Nobody is signed in. Sign in and try again."),
      );
    }
    if (by.status === "unavailable") {
      return errorResponse(
        503,
        gatewayError("session-unavailable", "The session cannot be renewed now. Try again shortly."),
      );
    }
    if (isOfOtherUser(request.headers, by.userId)) {
      return errorResponse(
        401,
        gatewayError("user-changed", "Somebody else has signed in. Load the page again."),
      );
    }
    const body = await readText(request, limits.payloadBytes);
    if (body === null) {
      return errorResponse(
        413,
        gatewayError("payload-too-large", `A request may have ${limits.payloadBytes} bytes.`),
      );
    }
    const token = by.accessToken();
    return callUpstream({ url, body, token, signal: request.signal, timeoutMs: limits.upstreamTimeoutMs });
  }
}

function refusal(reason: string): Response {
  switch (reason) {
    case "method":
      return errorResponse(405, gatewayError("bad-request", "Use POST."), { allow: "POST" });
    case "content-type":
      return errorResponse(415, gatewayError("bad-request", "Send application/json."));
    default:
      return errorResponse(
        403,
        gatewayError("forbidden-origin", "This request did not come from a page of this app."),
      );
  }
}
