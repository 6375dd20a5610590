import { type Config, originOf } from "./config.ts";
import { markPrivate } from "./opened-request.ts";
import type { Refresher } from "./refresher.ts";
import { crossSiteReason } from "./same-origin.ts";
import { readSession, sessionClearCookie, sessionTimes } from "./session-cookie.ts";
import type { SessionStore } from "./session-store.ts";
import { tombstoneSetCookie } from "./tombstone.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** What {@link signOut} works with. */
export interface SignOutParts {
  config: Config;
  clientId: string;
  endpoint: TokenEndpoint;
  sessions: SessionStore;
  refresher: Refresher;
}

/** Refinements of `logout`. */
export interface LogoutOptions {
  /** Also ends the session at the social or enterprise provider behind Auth0, where that is supported. */
  federated?: boolean;
}

/**
 * Ends a session here, and sends the browser on to end it at the provider.
 *
 * @param parts Configuration, provider and stores.
 * @param request A POST from one of our own pages.
 * @param options Refinements.
 * @returns A redirect to the provider; 403 or 405 when the request does not come from our pages.
 */
export async function signOut(parts: SignOutParts, request: Request, options: LogoutOptions = {}): Promise<Response> {
  const { config, clientId, endpoint, sessions, refresher } = parts;
  const reason = crossSiteReason(request, { origins: config.origins });
  if (reason) return refuse(config, "logout", reason);

  const target = new URL(config.endpoints.endSession);
  target.searchParams.set("client_id", clientId);
  target.searchParams.set("post_logout_redirect_uri", originOf(config, request) + config.paths.afterLogout);
  if (options.federated === true) target.searchParams.set("federated", "");
  const headers = new Headers();

  const session = await readSession(config, request);
  if (session) {
    const { record } = session;
    if (record.providerSid !== null) target.searchParams.set("logout_hint", record.providerSid);
    headers.append("set-cookie", await tombstoneSetCookie(config, request, record.sid));
    // First the record, then the revocation: a refresh that is under way finds out when it lands.
    await sessions.end(record.sid, record.userId, (record.createdAt + config.absoluteS) * 1000);
    const newest = (await refresher.successor(session).catch(() => null)) ?? session;
    const token = newest.record.refreshToken;
    const alive = config.clock.now() < sessionTimes(config, record).endsAt;
    const revoked = token !== null && alive && (await endpoint.revoke(token));
    config.log({ type: "signed-out", userId: record.userId, revoked });
  }
  headers.append("set-cookie", sessionClearCookie(config));
  headers.set("location", target.href);
  markPrivate(headers);
  return new Response(null, { status: 303, headers });
}

/**
 * @param config The configuration.
 * @param endpoint Name for the log.
 * @param reason Why.
 * @returns The refusal of a request that does not come from our own pages.
 */
export function refuse(config: Config, endpoint: string, reason: string): Response {
  config.log({ type: "request-refused", endpoint, reason });
  return reason === "method"
    ? new Response("Use POST.", { status: 405, headers: { allow: "POST" } })
    : new Response("This request did not come from a page of this app.", { status: 403 });
}
