import type { Config } from "./config.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import { LogoutTokenError } from "./logout-token.ts";
import type { Provider } from "./provider.ts";
import { readText } from "./read-text.ts";
import { namesOf } from "./session-names.ts";

/** What {@link createBackchannelLogout} works with. */
export interface BackchannelLogoutParts {
  config: Config;
  provider: Provider;
  ended: EndedSessions;
}

const MAX_BODY_BYTES = 16 * 1024;

/**
 * The provider's own request to end sessions (OpenID Connect Back-Channel Logout 1.0, section 2.5): it brings no cookie and no
 * origin, and is believed for its signed token alone.
 *
 * @param parts Configuration, provider and stores.
 * @returns Answers one request: 200 when the sessions have ended, 400 when the token is refused or the end could not be
 *   recorded, 405 for anything but POST, 404 where the provider sends no logout tokens. Never to be kept by a cache.
 */
export function createBackchannelLogout(
  parts: BackchannelLogoutParts,
): (request: Request) => Promise<Response> {
  const { config, provider, ended } = parts;
  const { readLogoutToken } = provider;
  if (!readLogoutToken) return () => Promise.resolve(answer(404, null));

  const carryOut = async (request: Request): Promise<void> => {
    const { id, validUntil, target } = await readLogoutToken(await readToken(request));
    // The record of what was used comes first: of two deliveries at once, one counts.
    const names = await namesOf(config.ring, [{ kind: "logout-token", id }]);
    const isFirst = await config.useOnce(names, validUntil).catch((cause: unknown) => {
      throw new LogoutTokenError("The logout cannot be recorded now. Send it again later.", { cause });
    });
    if (!isFirst) throw new LogoutTokenError("The logout token was refused: it was used before.");
    if (!(await ended.end(target, "later"))) {
      throw new LogoutTokenError("The logout could not be recorded yet. It is tried again.");
    }
    config.log({ type: "ended-by-provider", of: target.kind });
  };

  return async (request) => {
    if (request.method !== "POST") return answer(405, null, { allow: "POST" });
    try {
      await carryOut(request);
      return answer(200, null);
    } catch (error) {
      if (!(error instanceof LogoutTokenError)) throw error;
      config.log({ type: "request-refused", endpoint: "backchannel-logout", reason: error.message });
      return answer(400, { error: "invalid_request", error_description: error.message });
    }
  };
}

async function readToken(request: Request): Promise<string> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new LogoutTokenError("Send the logout token as a form.");
  const form = await readText(request, MAX_BODY_BYTES);
  if (form === null) throw new LogoutTokenError("The form is too long.");
  const tokens = new URLSearchParams(form).getAll("logout_token");
  const [token] = tokens;
  if (!token || tokens.length > 1) throw new LogoutTokenError("The form has no logout_token, or several.");
  return token;
}

function answer(status: number, body: object | null, headers: Record<string, string> = {}): Response {
  const uncacheable = { "cache-control": "no-store", ...headers };
  return body === null
    ? new Response(null, { status, headers: uncacheable })
    : Response.json(body, { status, headers: uncacheable });
}
