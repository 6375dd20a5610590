import type { Account } from "../accounts.ts";
import { errorSummary, formField, type Faults } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";

/** What a hosted form needs to be answered. */
export interface HostedForm {
  /** Path of the interaction: forms post to it. */
  action: string;
  /** Proves that the form was ours. */
  formToken: string;
  values: Record<string, string>;
  faults: Faults;
}

/**
 * The hosted sign-in.
 *
 * @param seeded People to sign in as with one click, for development.
 * @param password The password of the seeded people.
 */
export function signInPage(form: HostedForm, seeded: readonly Account[], password: string): Page {
  const { action, formToken, values, faults } = form;
  return {
    title: Object.keys(faults).length > 0 ? "Problem: sign in" : "Sign in",
    body: html`<h1>Welcome back</h1>
      <p class="lead">Sign in to see what is cooking.</p>
      ${errorSummary(faults)}
      <form method="post" action="${action}">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="intent" value="sign-in" />
        ${formField({ name: "email", label: "E-mail", type: "email", autocomplete: "username", value: values.email, autofocus: !values.email }, faults)}
        ${formField({ name: "password", label: "Password", type: "password", autocomplete: "current-password", autofocus: Boolean(values.email) }, faults)}
        <button type="submit" class="primary">Sign in</button>
      </form>
      <p class="aside">New here? <a href="${action}?screen=sign-up">Create an account</a></p>
      <section class="development" aria-labelledby="development-title">
        <h2 id="development-title">Development only</h2>
        <p>
          This page stands in for the real sign-in. Continue as one of the seeded people; their password is
          <code>${password}</code>.
        </p>
        <form method="post" action="${action}">
          <input type="hidden" name="form_token" value="${formToken}" />
          <input type="hidden" name="intent" value="sign-in-as" />
          <ul class="people">
            ${seeded.map(
              ({ sub, name, email }) =>
                html`<li>
                  <button type="submit" name="sub" value="${sub}">
                    <span>Sign in as ${name}</span> <small>${email}</small>
                  </button>
                </li>`,
            )}
          </ul>
        </form>
      </section>`,
  };
}
