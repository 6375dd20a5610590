import type { Middleware } from "./middleware.ts";
import type { Provider } from "./oidc-provider.ts";
import type { IdentityOptions } from "./env.ts";
import { respondWithPage } from "./pages/layout.ts";
import { logoutRefusedPage, signedOutPage } from "./pages/notice.ts";
import { logoutUrl } from "./provider.ts";

/**
 * `/oidc/logout` (OpenID Connect RP-Initiated Logout) and Auth0's older `/v2/logout`: end the session at once, without
 * a confirmation page, and send the person to an address that is on the list. Refresh tokens outlive the session, as they do there.
 */
export function logout(provider: Provider, options: IdentityOptions): Middleware {
  return async (ctx, next) => {
    const parameter = { "/oidc/logout": "post_logout_redirect_uri", "/v2/logout": "returnTo" }[ctx.path];
    if (parameter === undefined || ctx.method !== "GET") return next();

    const asked = ctx.query[parameter];
    const target = typeof asked === "string" ? allowedTarget(asked, options) : undefined;
    const clientId = ctx.query.client_id;
    if (
      (asked !== undefined && target === undefined) ||
      (clientId !== undefined && clientId !== options.clientId)
    ) {
      respondWithPage(ctx, logoutRefusedPage(options.webOrigin), { status: 400 });
      return;
    }

    const session = await provider.Session.get(ctx);
    await session.destroy();
    const cookie = provider.cookieName("session");
    ctx.cookies.set(cookie, null, { signed: true, httpOnly: true, sameSite: "lax" });
    ctx.set("cache-control", "no-store");

    if (target === undefined) {
      respondWithPage(ctx, signedOutPage(options.webOrigin));
      return;
    }
    if (ctx.path === "/oidc/logout" && typeof ctx.query.state === "string") {
      target.searchParams.set("state", ctx.query.state);
    }
    ctx.status = 302;
    ctx.redirect(target.href);
  };
}

/** Compared by origin and path, as Auth0 does; the query is the application's own. */
function allowedTarget(asked: string, options: IdentityOptions): URL | undefined {
  if (!URL.canParse(asked)) return undefined;
  const target = new URL(asked);
  const allowed = new URL(logoutUrl(options));
  const isAllowed = target.origin === allowed.origin && target.pathname === allowed.pathname;
  return isAllowed && target.username === "" && target.password === "" ? target : undefined;
}
