import type { AuthRequest } from "./auth-request.ts";
import type { Config } from "./config.ts";
import { privately } from "./opened-request.ts";
import { RENEWAL_HEADER, type RenewalAnswer } from "./renewal-protocol.ts";
import { crossSiteReason } from "./same-origin.ts";
import { refuse } from "./sign-out.ts";

/**
 * The guarded endpoints a page's script posts to. They open the session, which refreshes it when due, and answer with its
 * times and the new cookie.
 *
 * @param config The configuration.
 * @param request The request.
 * @param open Opens the request.
 * @param withToken Whether to add the access token (direct mode).
 * @returns 200 with {@link RenewalAnswer}, 401 when signed out, 503 when the provider does not answer, 403 across sites.
 */
export async function answerRenewal(
  config: Config,
  request: Request,
  open: () => Promise<AuthRequest<unknown>>,
  withToken: boolean,
): Promise<Response> {
  const reason = crossSiteReason(request, { origins: config.origins, header: RENEWAL_HEADER, json: true });
  if (reason) return privately(refuse(config, withToken ? "token" : "renew", reason));
  const auth = await open();
  return auth.seal(privately(answerOf(config, auth, withToken)));
}

function answerOf(config: Config, auth: AuthRequest<unknown>, withToken: boolean): Response {
  const { status, expiresAt, renewAt, userId } = auth;
  if (status === "unavailable") return Response.json({ error: "unavailable" }, { status: 503 });
  if (expiresAt === null || renewAt === null || userId === null) {
    return Response.json({ error: "signed-out" }, { status: 401 });
  }
  const answer: RenewalAnswer = { expiresAt, renewAt, now: config.clock.now(), userId };
  if (withToken) {
    answer.token = auth.accessToken().reveal();
    answer.session = auth.sessionId ?? undefined;
  }
  return Response.json(answer);
}
