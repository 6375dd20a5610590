import type { Interaction } from "oidc-provider";
import type { Context } from "../http/middleware.ts";
import type { Provider } from "../oidc-provider.ts";
import { MULTI_FACTOR } from "./authorization-request.ts";
import { finish } from "./finish-interaction.ts";
import { toFormToken, type FormTokenParts } from "./form-token.ts";
import { isOneTimeCode, oneTimeCode } from "./one-time-code.ts";
import type { Faults } from "./pages/form.ts";
import { respondWithPage } from "./pages/layout.ts";
import { oneTimeCodePage } from "./pages/one-time-code.ts";

/** What a second factor is asked for with. */
export interface SecondFactorParts extends FormTokenParts {
  webOrigin: string;
  provider: Provider;
}

/** Asks for the one-time code. */
export function showSecondFactor(
  parts: SecondFactorParts,
  ctx: Context,
  interaction: Interaction,
  faults: Faults,
): void {
  const form = { action: ctx.path, formToken: toFormToken(parts, interaction), faults };
  respondWithPage(ctx, oneTimeCodePage(form, oneTimeCode(parts.formKey, interaction)), {
    status: Object.keys(faults).length > 0 ? 400 : 200,
    formTarget: parts.webOrigin,
  });
}

/** Takes the one-time code. The right one makes the proof of identity a fresh one; giving up is told to the application. */
export async function answerSecondFactor(
  parts: SecondFactorParts,
  ctx: Context,
  interaction: Interaction,
  fields: Record<string, string>,
): Promise<void> {
  const accountId = interaction.session?.accountId;
  if (fields.intent === "cancel" || accountId === undefined) {
    return finish(parts.provider, ctx, {
      error: "access_denied",
      error_description: "the person did not show a second factor",
    });
  }
  if (!isOneTimeCode(parts.formKey, interaction, fields.code)) {
    const fault = "This is not the code. Enter the six digits that your authenticator shows.";
    return showSecondFactor(parts, ctx, interaction, { code: fault });
  }
  await finish(parts.provider, ctx, {
    login: { accountId, remember: true, amr: ["mfa"], acr: MULTI_FACTOR },
  });
}
