import type { InteractionResults } from "oidc-provider";
import type { Context } from "../http/middleware.ts";
import type { Provider } from "../oidc-provider.ts";

/**
 * Ends an interaction and sends the person on to what comes next.
 *
 * @param result What they did, or `error` and `error_description` for the application.
 */
export async function finish(provider: Provider, ctx: Context, result: InteractionResults): Promise<void> {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result, {
    mergeWithLastSubmission: true,
  });
  ctx.status = 303;
  ctx.set("cache-control", "no-store");
  ctx.redirect(returnTo);
}
