import { errorSummary, formField } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";
import type { HostedForm } from "./sign-in.ts";

/** The hosted sign-up. */
export function signUpPage({ action, formToken, values, faults }: HostedForm): Page {
  return {
    title: Object.keys(faults).length > 0 ? "Problem: create an account" : "Create an account",
    body: html`<h1>Pull up a chair</h1>
      <p class="lead">An account lets friends see what you bring.</p>
      ${errorSummary(faults)}
      <form method="post" action="${action}?screen=sign-up">
        <input type="hidden" name="form_token" value="${formToken}" />
        <input type="hidden" name="intent" value="sign-up" />
        ${formField({ name: "name", label: "Name", type: "text", autocomplete: "name", value: values.name, hint: "As your friends know you.", autofocus: true }, faults)}
        ${formField({ name: "email", label: "E-mail", type: "email", autocomplete: "username", value: values.email }, faults)}
        ${formField({ name: "password", label: "Password", type: "password", autocomplete: "new-password", hint: "At least 8 characters." }, faults)}
        <button type="submit" class="primary">Create account</button>
      </form>
      <p class="aside">Already have one? <a href="${action}?screen=sign-in">Sign in</a></p>`,
  };
}
