import type { Interaction } from "oidc-provider";
import type { Context, Middleware } from "../http/middleware.ts";
import { readBody } from "../http/request-body.ts";
import { SessionNotFound, type Provider } from "../oidc-provider.ts";
import type { Account } from "../people/account.ts";
import type { Accounts } from "../people/accounts.ts";
import { connectionNamed, connectionOf } from "../people/connections.ts";
import type { Organizations } from "../people/organizations.ts";
import { isOwnForm, type FormTokenParts } from "./form-token.ts";
import { takeForm } from "./hosted-forms.ts";
import { SECOND_FACTOR } from "./interaction-policy.ts";
import { expiredPage, refusedFormPage } from "./pages/notice.ts";
import { respondWithPage } from "./pages/layout.ts";
import { finish } from "./finish-interaction.ts";
import { answerSecondFactor, showSecondFactor } from "./second-factor.ts";
import { showSignIn } from "./show-sign-in.ts";
import { rememberUpstream, upstreamPerson } from "./upstream-session.ts";

/** What the hosted pages are made of. */
export interface HostedPagesParts extends FormTokenParts {
  webOrigin: string;
  provider: Provider;
  accounts: Accounts;
  organizations: Organizations;
}

/** The hosted sign-in, sign-up and second factor, at `/interaction/<id>`. */
export function hostedPages(parts: HostedPagesParts): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith("/interaction/")) return next();
    const interaction = await openInteraction(parts.provider, ctx);
    if (!interaction) return respondWithPage(ctx, expiredPage(parts.webOrigin), { status: 400 });
    const isSecondFactor = interaction.prompt.name === SECOND_FACTOR;
    if (!isSecondFactor && interaction.prompt.name !== "login") {
      // Only `prompt=consent` gets here; a first-party application has everybody's consent.
      return finish(parts.provider, ctx, { consent: {} });
    }
    if (ctx.method !== "POST") {
      return isSecondFactor ? showSecondFactor(parts, ctx, interaction, {}) : begin(parts, ctx, interaction);
    }
    const fields = Object.fromEntries(new URLSearchParams(await readBody(ctx.req)));
    if (!isOwnForm(parts, ctx, interaction, fields.form_token))
      return respondWithPage(ctx, refusedFormPage(parts.webOrigin), { status: 403 });
    if (isSecondFactor) return answerSecondFactor(parts, ctx, interaction, fields);
    const outcome = await takeForm(parts.accounts, fields);
    if ("faults" in outcome) return showSignIn(parts, ctx, interaction, fields, outcome.faults);
    return signIn(parts, ctx, interaction, outcome.account);
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

/** Who is signed in with the company behind the connection need not say again who they are. */
async function begin(parts: HostedPagesParts, ctx: Context, interaction: Interaction): Promise<void> {
  const { connection, prompt, max_age: maxAge } = interaction.params;
  const person = upstreamPerson(ctx, parts.accounts);
  const isKnown = person !== undefined && connectionOf(person.sub) === connectionNamed(connection);
  if (isKnown && prompt === undefined && maxAge === undefined) return signIn(parts, ctx, interaction, person);
  showSignIn(parts, ctx, interaction, {}, {});
}

async function signIn(
  { provider }: HostedPagesParts,
  ctx: Context,
  interaction: Interaction,
  account: Account,
): Promise<void> {
  rememberUpstream(ctx, account);
  await finish(provider, ctx, { login: { accountId: account.sub, remember: true, amr: ["pwd"] } });
  await handOver(provider, interaction, account.sub);
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
