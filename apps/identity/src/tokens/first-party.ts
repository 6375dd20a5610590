import type { KoaContextWithOIDC } from "oidc-provider";

/** Carries the scope that was asked for past oidc-provider's consent rule; see `restoreOfflineAccess`. */
export const REQUESTED_SCOPE = "requested_scope";

/** Auth0 asks nobody for consent to a first-party application. A grant per sign-in makes it a token family of its own. */
export async function grantEverythingAskedFor(ctx: KoaContextWithOIDC) {
  const { client, session, params, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  const scope = typeof params?.scope === "string" ? params.scope : "";
  grant.addOIDCScope(scope);
  grant.addOIDCClaims([...ctx.oidc.requestParamClaims]);
  const audience = audienceOf(ctx);
  if (audience !== undefined) grant.addResourceScope(audience, scope);
  await grant.save();
  return grant;
}

/** oidc-provider drops `offline_access` unless consent is asked for again; Auth0 does not for a first-party application. */
export function restoreOfflineAccess(ctx: KoaContextWithOIDC, requested: string | undefined): void {
  if (requested?.split(" ").includes("offline_access") && ctx.oidc.params) ctx.oidc.params.scope = requested;
}

/** The API that tokens were asked for. */
export function audienceOf(ctx: KoaContextWithOIDC): string | undefined {
  const audience = ctx.oidc.params?.audience;
  return typeof audience === "string" && audience !== "" ? audience : undefined;
}
