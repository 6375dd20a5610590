import type { Account } from "../../people/account.ts";
import { SEEDED_PASSWORD } from "../../people/seeded-people.ts";
import { errorSummary, formField, hiddenFields, type FormShell } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";
import { peopleList } from "./people-list.ts";

/** What the forms of sign-in and sign-up are filled with. */
export interface HostedForm extends FormShell {
  values: { email: string; name: string; diet: string };
  /** Display name of the organization that the person signs in to. */
  organization?: string;
  /** Whether the organization has invited the person. */
  isInvited: boolean;
}

/** What the person comes for, in one sentence. */
export function leadOf({ organization, isInvited }: HostedForm, otherwise: string): string {
  if (organization === undefined) return otherwise;
  return isInvited ? `You are invited to ${organization}.` : `Sign in to ${organization}.`;
}

/**
 * The hosted sign-in.
 *
 * @param seeded People to sign in as with one click, for development.
 */
export function signInPage(form: HostedForm, seeded: readonly Account[]): Page {
  const { action, values, faults } = form;
  return {
    title: Object.keys(faults).length > 0 ? "Problem: sign in" : "Sign in",
    body: html`<h1>Welcome back</h1>
      <p class="lead">${leadOf(form, "Sign in to see what is cooking.")}</p>
      ${errorSummary(faults)}
      <form method="post" action="${action}">
        ${hiddenFields(form, "sign-in")}
        ${formField({ name: "email", label: "E-mail", type: "email", autocomplete: "username", inputmode: "email", value: values.email, autofocus: !values.email }, faults)}
        ${formField({ name: "password", label: "Password", type: "password", autocomplete: "current-password", autofocus: Boolean(values.email) }, faults)}
        <button type="submit" class="primary">Sign in</button>
      </form>
      <p class="aside">New here? <a href="${action}?screen=sign-up">Create an account</a></p>
      <section class="development" aria-labelledby="development-title">
        <h2 id="development-title">Development only</h2>
        <p>
          This page stands in for the real sign-in. Continue as one of the seeded people; their password is
          <code>${SEEDED_PASSWORD}</code>.
        </p>
        ${peopleList(form, seeded)}
      </section>`,
  };
}
