import { logoutUrl } from "../application.ts";
import type { IdentityOptions } from "../env.ts";
import { forgetUpstream } from "../hosted/upstream-session.ts";
import { respondWithPage } from "../hosted/pages/layout.ts";
import { logoutRefusedPage, signedOutPage } from "../hosted/pages/notice.ts";
import type { Context, Middleware } from "../http/middleware.ts";
import { readBody } from "../http/request-body.ts";
import type { Provider } from "../oidc-provider.ts";
import type { Sessions } from "./sessions.ts";

/** What a sign-out works with. */
export interface LogoutParts {
  provider: Provider;
  options: IdentityOptions;
  sessions: Sessions;
}

const TARGET_PARAMETER: Record<string, string> = {
  "/oidc/logout": "post_logout_redirect_uri",
  "/v2/logout": "returnTo",
};

/**
 * `/oidc/logout` (OpenID Connect RP-Initiated Logout) and Auth0's older `/v2/logout`: end the session at once, without
 * a confirmation page, and send the person to an address that is on the list. Refresh tokens outlive the session, as they do there.
 */
export function logout(parts: LogoutParts): Middleware {
  const { provider, options, sessions } = parts;
  return async (ctx, next) => {
    const parameter = TARGET_PARAMETER[ctx.path];
    if (parameter === undefined || (ctx.method !== "GET" && ctx.method !== "POST")) return next();

    const fields = await readFields(ctx);
    const asked = fields.get(parameter);
    const target = asked === null ? undefined : allowedTarget(asked, options);
    const named = await namedSession(parts, fields);
    if ((asked !== null && target === undefined) || named === "invalid") {
      respondWithPage(ctx, logoutRefusedPage(options.webOrigin), { status: 400 });
      return;
    }

    const session = await provider.Session.get(ctx);
    const { sid } = named;
    // A hint names one session: nobody else is signed out who uses this browser by now.
    const uid = sid === undefined ? session.uid : sessions.uidOf(sid);
    if (uid !== undefined) await sessions.end(uid);
    if (uid === session.uid) {
      const cookie = provider.cookieName("session");
      ctx.cookies.set(cookie, null, { signed: true, httpOnly: true, sameSite: "lax" });
    }
    if (fields.has("federated")) forgetUpstream(ctx);
    ctx.set("cache-control", "no-store");

    if (target === undefined) {
      respondWithPage(ctx, signedOutPage(options.webOrigin));
      return;
    }
    const state = fields.get("state");
    if (ctx.path === "/oidc/logout" && state !== null) target.searchParams.set("state", state);
    ctx.status = ctx.method === "POST" ? 303 : 302;
    ctx.redirect(target.href);
  };
}

async function readFields(ctx: Context): Promise<URLSearchParams> {
  return ctx.method === "POST" ? new URLSearchParams(await readBody(ctx.req)) : ctx.URL.searchParams;
}

/**
 * The session that a sign-out names: by an ID token of ours, which may have expired, or by `sid` alone (`logout_hint`).
 *
 * @returns No `sid` where none is named; `invalid` where the hint or the client is not ours.
 */
async function namedSession(
  { provider, options }: LogoutParts,
  fields: URLSearchParams,
): Promise<{ sid?: string } | "invalid"> {
  if ((fields.get("client_id") ?? options.clientId) !== options.clientId) return "invalid";
  // Without a value a hint names nothing.
  const hint = fields.get("id_token_hint") || undefined;
  if (hint === undefined) return { sid: fields.get("logout_hint") || undefined };
  const client = await provider.Client.find(options.clientId);
  try {
    const { payload } = await provider.IdToken.validate(hint, client!);
    return { sid: typeof payload.sid === "string" ? payload.sid : undefined };
  } catch {
    return "invalid";
  }
}

/** Compared by origin and path, as Auth0 does; the query is the application's own. */
function allowedTarget(asked: string, options: IdentityOptions): URL | undefined {
  if (!URL.canParse(asked)) return undefined;
  const target = new URL(asked);
  const allowed = new URL(logoutUrl(options));
  const isAllowed = target.origin === allowed.origin && target.pathname === allowed.pathname;
  return isAllowed && target.username === "" && target.password === "" ? target : undefined;
}
