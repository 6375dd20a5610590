import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { Context, Middleware } from "../http/middleware.ts";
import { InvalidRequest } from "../oidc-provider.ts";
import { connectionNamed } from "../people/connections.ts";
import type { Organization, Organizations } from "../people/organizations.ts";
import { REQUESTED_SCOPE, restoreOfflineAccess } from "../tokens/first-party.ts";

/** Value of `acr_values` and of the claim `acr` that stands for a second factor (OpenID PAPE 1.0, as Auth0 uses it). */
export const MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/** `/authorize` as Auth0 reads it: every ID token has a `sid`, and `offline_access` needs no consent page. */
export function authorizeParameters(): Middleware {
  return async (ctx, next) => {
    if (ctx.path === "/authorize") {
      const { scope, acr_values: acrValues } = ctx.query;
      const claims = {
        sid: null,
        ...(asksForSecondFactor(acrValues) && { amr: null, auth_time: null }),
      };
      ctx.query = {
        ...ctx.query,
        ...(scope !== undefined && { [REQUESTED_SCOPE]: scope }),
        ...(hasOpenId(scope) && { claims: JSON.stringify({ id_token: claims }) }),
      };
    }
    await next();
  };
}

/** Authorization parameters of Auth0 that oidc-provider does not know, with what is checked about them. */
export function extraParameters(organizations: Organizations): NonNullable<Configuration["extraParams"]> {
  return {
    audience: null,
    screen_hint: null,
    connection(_ctx, name) {
      if (name !== undefined && !connectionNamed(name))
        throw new InvalidRequest("the connection was not found");
    },
    organization(ctx, idOrName) {
      if (idOrName === undefined) return;
      const organization = organizations.find(idOrName);
      if (!organization) throw new InvalidRequest("parameter organization is invalid");
      rememberOrganization(ctx, organization);
    },
    invitation(ctx, ticket) {
      if (ticket === undefined) return;
      if (organizations.invitation(ticket)?.organizationId !== ctx.oidc.params?.organization)
        throw new InvalidRequest("invitation not found or already used");
    },
    [REQUESTED_SCOPE]: restoreOfflineAccess,
  };
}

/** @returns Whether `acr_values` asks for a second factor. */
export function asksForSecondFactor(acrValues: unknown): boolean {
  return typeof acrValues === "string" && acrValues.split(" ").includes(MULTI_FACTOR);
}

/**
 * The organization that tokens are being issued for: it travels from the request through code and refresh token as a claim
 * that was asked for by value (OpenID Connect Core, section 5.5.1).
 */
export function organizationIdOf({ oidc }: Context): string | undefined {
  const { AuthorizationCode: code, RefreshToken: token } = oidc.entities;
  const claims = (code ?? token)?.claims?.id_token as Record<string, { value?: string } | null> | undefined;
  return claims?.org_id?.value;
}

function rememberOrganization({ oidc }: KoaContextWithOIDC, { id, name }: Organization): void {
  const { params } = oidc;
  if (!params) return;
  params.organization = id;
  if (typeof params.claims !== "string") return;
  const claims = JSON.parse(params.claims) as { id_token: Record<string, unknown> };
  Object.assign(claims.id_token, { org_id: { value: id }, org_name: { value: name } });
  params.claims = JSON.stringify(claims);
}

function hasOpenId(scope: string | string[] | undefined): boolean {
  return typeof scope === "string" && scope.split(" ").includes("openid");
}
