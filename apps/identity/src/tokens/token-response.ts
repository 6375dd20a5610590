import type { Context, Middleware } from "../http/middleware.ts";

/** Answers of the token endpoint in Auth0's wording: a dead grant is refused with 403, and no more is said about why. */
export function tokenResponses(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === "/oauth/token" && oauthErrorOf(ctx.body) === "invalid_grant") answerInvalidGrant(ctx);
  };
}

/** Answers that a code or refresh token is good for nothing. */
export function answerInvalidGrant(ctx: Context): void {
  ctx.status = 403;
  ctx.body = { error: "invalid_grant", error_description: "Unknown or invalid refresh token or code." };
}

/** @returns The error code of an OAuth error answer (RFC 6749, section 5.2). */
export function oauthErrorOf(body: unknown): string | undefined {
  const isError = typeof body === "object" && body !== null && "error" in body;
  return isError && typeof body.error === "string" ? body.error : undefined;
}
