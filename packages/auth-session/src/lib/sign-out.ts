import { type Config, originOf } from "./config.ts";
import { type EndParts, endSession } from "./end-session.ts";
import { readLiveSession } from "./open-request.ts";
import { markPrivate, privately } from "./opened-request.ts";
import { crossSiteReason } from "./same-origin.ts";
import { readSession, sessionClearCookie } from "./session-cookie.ts";
import { tombstoneSetCookie } from "./tombstone.ts";

const RETRY_S = 2;

/** Refinements of `logout`. */
export interface LogoutOptions {
  /** Also ends the session at the social or enterprise provider behind Auth0, where that is supported. */
  federated?: boolean;
  /**
   * Ends every session of the person that exists now, in other browsers too: everywhere with a shared store, as far as this
   * process knows and remembers without one.
   */
  everywhere?: boolean;
  /** Where to come back to: `paths.afterLogout` or one of `logoutReturnTo`. Anything else counts as absent. */
  returnTo?: string;
}

/**
 * Ends a session here, and sends the browser on to end it at the provider.
 *
 * @param parts Configuration, provider and stores.
 * @param request A POST from one of our own pages.
 * @param options Refinements.
 * @returns A redirect to the provider; 403 or 405 when the request does not come from our pages. With `everywhere`: a
 *   redirect to the sign-in page when nobody is signed in, and 503 with everything left as it was when the store
 *   does not answer.
 */
export async function signOut(
  parts: EndParts,
  request: Request,
  options: LogoutOptions = {},
): Promise<Response> {
  const { config, provider } = parts;
  const reason = crossSiteReason(request, { origins: config.origins });
  if (reason) return refuse(config, "logout", reason);
  const everywhere = options.everywhere === true;
  const refusal = everywhere ? await endEverywhere(parts, request) : null;
  if (refusal) return refusal;

  const session = await readSession(config, request);
  const headers = new Headers();
  if (session) {
    const { sid, userId } = session.record;
    headers.append("set-cookie", await tombstoneSetCookie(config, request, sid));
    const done = await endSession(parts, session);
    config.log({ type: "signed-out", userId, everywhere, ...done });
  }
  headers.append("set-cookie", sessionClearCookie(config));
  const path =
    config.logoutReturnTo.find((allowed) => allowed === options.returnTo) ?? config.paths.afterLogout;
  headers.set(
    "location",
    await provider.signOutUrl({
      afterwards: originOf(config, request) + path,
      providerSid: session?.record.providerSid ?? null,
      federated: options.federated === true,
    }),
  );
  markPrivate(headers);
  return new Response(null, { status: 303, headers });
}

/**
 * Only a session that is alive may end others: a copy of a cookie that was signed out can do nothing any more.
 *
 * @returns Null when all of the person's sessions have ended, otherwise the response.
 */
async function endEverywhere(parts: EndParts, request: Request): Promise<Response | null> {
  const { config, ended } = parts;
  const presented = await readLiveSession(parts, request);
  if (presented.state === "none") {
    return privately(new Response(null, { status: 303, headers: { location: config.paths.signIn } }));
  }
  const id = presented.state === "live" ? presented.session.record.userId : null;
  if (id !== null && (await ended.end({ kind: "user", id }, "never"))) return null;
  return privately(
    new Response("Signing out everywhere did not work, and you are still signed in. Try again shortly.", {
      status: 503,
      headers: { "retry-after": String(RETRY_S) },
    }),
  );
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
