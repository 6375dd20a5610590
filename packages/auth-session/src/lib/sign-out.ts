import { type Config, originOf } from "./config.ts";
import { type EndParts, endSession } from "./end-session.ts";
import { markPrivate } from "./opened-request.ts";
import { providerSignOut } from "./provider-sign-out.ts";
import { crossSiteReason } from "./same-origin.ts";
import { readSession, sessionClearCookie } from "./session-cookie.ts";
import { tombstoneSetCookie } from "./tombstone.ts";

/** What {@link signOut} works with. */
export interface SignOutParts extends EndParts {
  clientId: string;
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
export async function signOut(
  parts: SignOutParts,
  request: Request,
  options: LogoutOptions = {},
): Promise<Response> {
  const { config, clientId } = parts;
  const reason = crossSiteReason(request, { origins: config.origins });
  if (reason) return refuse(config, "logout", reason);

  const headers = new Headers();
  let sessionHint: string | null = null;

  const session = await readSession(config, request);
  if (session) {
    const { record } = session;
    sessionHint = record.providerSid;
    headers.append("set-cookie", await tombstoneSetCookie(config, request, record.sid));
    const revoked = await endSession(parts, session);
    config.log({ type: "signed-out", userId: record.userId, revoked });
  }
  headers.append("set-cookie", sessionClearCookie(config));
  const afterwards = originOf(config, request) + config.paths.afterLogout;
  const federated = options.federated === true;
  headers.set(
    "location",
    await providerSignOut(config.provider, { clientId, afterwards, sessionHint, federated }),
  );
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
