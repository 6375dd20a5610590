import type { interactionPolicy } from "oidc-provider";
import { AccessDenied, base, Check, Prompt } from "../oidc-provider.ts";
import type { Accounts } from "../people/accounts.ts";
import { connectionOf } from "../people/connections.ts";
import type { Organizations } from "../people/organizations.ts";
import { asksForSecondFactor, MULTI_FACTOR } from "./authorization-request.ts";

/** Name of the prompt at which a person shows a second factor. */
export const SECOND_FACTOR = "mfa";

/**
 * What a person has to do before they go back to the application: sign in, belong to the organization they sign in to, and show
 * a second factor where one is asked for.
 */
export function createInteractionPolicy(
  accounts: Accounts,
  organizations: Organizations,
): interactionPolicy.Prompt[] {
  const policy = base();
  policy.get("login")?.checks.add(
    new Check("connection", "the session is of another connection", "login_required", ({ oidc }) => {
      const { connection } = oidc.params ?? {};
      const sub = oidc.session?.accountId;
      return (
        connection !== undefined &&
        sub !== undefined &&
        !oidc.result?.login &&
        connectionOf(sub).name !== connection
      );
    }),
  );
  policy.add(
    new Prompt(
      { name: "organization" },
      new Check("membership", "membership in the organization is required", "access_denied", async (ctx) => {
        const { organization: id, invitation } = ctx.oidc.params ?? {};
        const account = accounts.find(ctx.oidc.session?.accountId ?? "");
        if (typeof id !== "string" || !account) return false;
        const ticket = typeof invitation === "string" ? invitation : undefined;
        const admission = await organizations.admit(id, account, ticket);
        if (admission === "not-invited")
          throw new AccessDenied("the specified account is not allowed to accept the current invitation");
        if (admission === "not-a-member")
          throw new AccessDenied(`user ${account.sub} is not part of the ${id} organization`);
        return false;
      }),
    ),
    1,
  );
  policy.add(
    new Prompt(
      { name: SECOND_FACTOR },
      new Check("acr", "a second factor is required", "interaction_required", ({ oidc }) => {
        return asksForSecondFactor(oidc.params?.acr_values) && oidc.session?.acr !== MULTI_FACTOR;
      }),
    ),
    2,
  );
  return policy;
}
