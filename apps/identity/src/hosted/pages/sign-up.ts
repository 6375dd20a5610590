import { errorSummary, formField, hiddenFields } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";
import { leadOf, type HostedForm } from "./sign-in.ts";

/** The hosted sign-up. */
export function signUpPage(form: HostedForm): Page {
  const { action, values, faults } = form;
  return {
    title: Object.keys(faults).length > 0 ? "Problem: create an account" : "Create an account",
    body: html`<h1>Pull up a chair</h1>
      <p class="lead">${leadOf(form, "An account lets friends see what you bring.")}</p>
      ${errorSummary(faults)}
      <form method="post" action="${action}?screen=sign-up">
        ${hiddenFields(form, "sign-up")}
        ${formField({ name: "name", label: "Name", type: "text", autocomplete: "name", value: values.name, hint: "As your friends know you.", autofocus: true }, faults)}
        ${formField({ name: "email", label: "E-mail", type: "email", autocomplete: "username", inputmode: "email", value: values.email }, faults)}
        ${formField({ name: "password", label: "Password", type: "password", autocomplete: "new-password", hint: "At least 8 characters." }, faults)}
        ${formField({ name: "diet", label: "Diet", type: "text", autocomplete: "off", value: values.diet, hint: "Optional: vegetarian, no nuts, or whatever a host should know.", isOptional: true }, faults)}
        <button type="submit" class="primary">Create account</button>
      </form>
      <p class="aside">Already have one? <a href="${action}?screen=sign-in">Sign in</a></p>`,
  };
}
