import { errorSummary, formField, hiddenFields, type FormShell } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";

/**
 * The hosted second factor.
 *
 * @param code What the person's authenticator would show; the page shows it instead.
 */
export function oneTimeCodePage(form: FormShell, code: string): Page {
  const { action, faults } = form;
  return {
    title: Object.keys(faults).length > 0 ? "Problem: confirm that it is you" : "Confirm that it is you",
    body: html`<h1>Confirm that it is you</h1>
      <p class="lead">Enter the one-time code that your authenticator shows.</p>
      ${errorSummary(faults)}
      <form method="post" action="${action}">
        ${hiddenFields(form, "one-time-code")}
        ${formField({ name: "code", label: "One-time code", type: "text", autocomplete: "one-time-code", inputmode: "numeric", hint: "Six digits.", autofocus: true }, faults)}
        <button type="submit" class="primary">Continue</button>
      </form>
      <form method="post" action="${action}" class="aside">
        ${hiddenFields(form, "cancel")}
        <button type="submit" class="secondary">Not now</button>
      </form>
      <section class="development" aria-labelledby="development-title">
        <h2 id="development-title">Development only</h2>
        <p>There is no authenticator here. It would show <code>${code}</code> now.</p>
      </section>`,
  };
}
