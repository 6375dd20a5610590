import { createHmac, timingSafeEqual } from "node:crypto";
import type { Interaction } from "oidc-provider";
import { SEEDED_PASSWORD, type Accounts } from "./accounts.ts";
import { takeForm } from "./hosted-forms.ts";
import type { Context, Middleware } from "./middleware.ts";
import { SessionNotFound, type Provider } from "./oidc-provider.ts";
import type { Faults } from "./pages/form.ts";
import { respondWithPage } from "./pages/layout.ts";
import { expiredPage, refusedFormPage } from "./pages/notice.ts";
import { signInPage, type HostedForm } from "./pages/sign-in.ts";
import { signUpPage } from "./pages/sign-up.ts";
import { readBody } from "./request-body.ts";

/** What the hosted pages are made of. */
export interface InteractionParts {
  issuer: string;
  webOrigin: string;
  provider: Provider;
  accounts: Accounts;
  /** Key of the form tokens. */
  formKey: string;
}

/** The hosted sign-in and sign-up, at `/interaction/<id>`. */
export function interactionPages(parts: InteractionParts): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const interaction = await openInteraction(parts.provider, ctx);
    if (!interaction) {
      respondWithPage(ctx, expiredPage(parts.webOrigin), { status: 400 });
    } else if (interaction.prompt.name !== "login") {
      // Only `prompt=consent` gets here; a first-party application has everybody's consent.
      await finish(parts.provider, ctx, { consent: {} });
    } else if (ctx.method === "POST") {
      await answer(parts, ctx, interaction);
    } else {
      show(parts, ctx, interaction, {}, {});
    }
  };
}

async function openInteraction(provider: Provider, ctx: Context): Promise<Interaction | undefined> {
  try {
    const interaction = await provider.interactionDetails(ctx.req, ctx.res);
    return ctx.path === `/interaction/${interaction.uid}` ? interaction : undefined;
  } catch (error) {
    if (error instanceof SessionNotFound) return undefined;
    throw error;
  }
}

async function answer(parts: InteractionParts, ctx: Context, interaction: Interaction): Promise<void> {
  const fields = Object.fromEntries(new URLSearchParams(await readBody(ctx.req)));
  if (!isOwnForm(parts, ctx, interaction, fields.form_token)) {
    respondWithPage(ctx, refusedFormPage(parts.webOrigin), { status: 403 });
    return;
  }
  const outcome = await takeForm(parts.accounts, fields);
  if ("faults" in outcome) {
    show(parts, ctx, interaction, fields, outcome.faults);
    return;
  }
  await finish(parts.provider, ctx, {
    login: { accountId: outcome.account.sub, remember: true, amr: ["pwd"] },
  });
  await handOver(parts.provider, interaction, outcome.account.sub);
}

function show(
  parts: InteractionParts,
  ctx: Context,
  interaction: Interaction,
  fields: Record<string, string>,
  faults: Faults,
): void {
  const { login_hint: hint, screen_hint: screenHint } = interaction.params;
  const screen = ctx.query.screen ?? (screenHint === "signup" ? "sign-up" : "sign-in");
  const form: HostedForm = {
    action: ctx.path,
    formToken: toFormToken(parts.formKey, interaction),
    values: { email: fields.email ?? (typeof hint === "string" ? hint : ""), name: fields.name ?? "" },
    faults,
  };
  const page =
    screen === "sign-up" ? signUpPage(form) : signInPage(form, parts.accounts.seeded, SEEDED_PASSWORD);
  respondWithPage(ctx, page, {
    status: Object.keys(faults).length > 0 ? 400 : 200,
    formTarget: parts.webOrigin,
  });
}

/** When somebody else takes over a browser's session, it stops being the first person's: otherwise the provider would ask, on a page that needs scripts. */
async function handOver(provider: Provider, interaction: Interaction, sub: string): Promise<void> {
  if (interaction.session?.uid === undefined || interaction.session.accountId === sub) return;
  const session = await provider.Session.findByUid(interaction.session.uid);
  if (!session) return;
  session.loginAccount({ accountId: sub });
  session.authorizations = {};
  await session.persist();
}

async function finish(
  provider: Provider,
  ctx: Context,
  result: Parameters<Provider["interactionResult"]>[2],
): Promise<void> {
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, result, {
    mergeWithLastSubmission: true,
  });
  ctx.status = 303;
  ctx.set("cache-control", "no-store");
  ctx.redirect(returnTo);
}

function isOwnForm(
  parts: InteractionParts,
  ctx: Context,
  interaction: Interaction,
  token: string | undefined,
): boolean {
  const origin = ctx.get("origin");
  if (origin !== "" && origin !== new URL(parts.issuer).origin) return false;
  const expected = Buffer.from(toFormToken(parts.formKey, interaction));
  const given = Buffer.from(token ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function toFormToken(key: string, interaction: Interaction): string {
  return createHmac("sha256", key).update(interaction.uid).digest("base64url");
}
