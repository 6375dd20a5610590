import type { Accounts } from "../people/accounts.ts";
import type { Middleware } from "./middleware.ts";
import { STYLESHEET, STYLESHEET_PATH } from "../hosted/pages/layout.ts";
import { initialsPicture } from "../hosted/pages/picture.ts";

/** The stylesheet, people's pictures, and the sign of life. */
export function assets(accounts: Accounts): Middleware {
  return async (ctx, next) => {
    const picture = /^\/pictures\/([^/]+)\.svg$/.exec(ctx.path)?.[1];
    const account = picture === undefined ? undefined : accounts.find(decode(picture));
    if (ctx.path === "/healthz") {
      ctx.body = { status: "ok" };
    } else if (ctx.path === STYLESHEET_PATH) {
      ctx.type = "text/css; charset=utf-8";
      ctx.set("cache-control", "no-cache");
      ctx.body = STYLESHEET;
    } else if (account) {
      ctx.type = "image/svg+xml";
      ctx.set("cache-control", "public, max-age=86400");
      ctx.set("content-security-policy", "default-src 'none'");
      ctx.set("cross-origin-resource-policy", "cross-origin");
      ctx.body = initialsPicture(account);
    } else {
      await next();
    }
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
