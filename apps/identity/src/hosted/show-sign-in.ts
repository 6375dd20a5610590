import type { Interaction } from "oidc-provider";
import type { Context } from "../http/middleware.ts";
import { connectionNamed, connectionOf, OWN_CONNECTION } from "../people/connections.ts";
import type { Organizations } from "../people/organizations.ts";
import { SEEDED_PEOPLE } from "../people/seeded-people.ts";
import { toFormToken, type FormTokenParts } from "./form-token.ts";
import { chooseAccountPage } from "./pages/choose-account.ts";
import type { Faults } from "./pages/form.ts";
import { respondWithPage } from "./pages/layout.ts";
import { signInPage, type HostedForm } from "./pages/sign-in.ts";
import { signUpPage } from "./pages/sign-up.ts";

/** What the sign-in is shown with. */
export interface ShowSignInParts extends FormTokenParts {
  webOrigin: string;
  organizations: Organizations;
}

/**
 * Shows the sign-in that the authorization request asks for, or the sign-up.
 *
 * @param fields What the person has filled in so far.
 * @param faults What is wrong with it.
 */
export function showSignIn(
  parts: ShowSignInParts,
  ctx: Context,
  interaction: Interaction,
  fields: Record<string, string>,
  faults: Faults,
): void {
  const { params } = interaction;
  const organization = parts.organizations.find(textOf(params.organization));
  const invitation = parts.organizations.invitation(textOf(params.invitation));
  const form: HostedForm = {
    action: ctx.path,
    formToken: toFormToken(parts, interaction),
    values: {
      email: fields.email ?? invitation?.email ?? textOf(params.login_hint),
      name: fields.name ?? "",
      diet: fields.diet ?? "",
    },
    faults,
    organization: organization?.displayName,
    isInvited: invitation !== undefined,
  };
  const connection = connectionNamed(params.connection) ?? OWN_CONNECTION;
  const people = SEEDED_PEOPLE.filter(({ sub }) => connectionOf(sub) === connection);
  const screen = ctx.query.screen ?? (params.screen_hint === "signup" ? "sign-up" : "sign-in");
  const page =
    connection.company !== undefined
      ? chooseAccountPage(form, connection.company, people)
      : screen === "sign-up"
        ? signUpPage(form)
        : signInPage(form, people);
  respondWithPage(ctx, page, {
    status: Object.keys(faults).length > 0 ? 400 : 200,
    formTarget: parts.webOrigin,
  });
}

function textOf(parameter: unknown): string {
  return typeof parameter === "string" ? parameter : "";
}
