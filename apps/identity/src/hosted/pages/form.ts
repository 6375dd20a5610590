import { html, type Html } from "./html.ts";

/** What is wrong with a form: by field name, or `form` for the whole. */
export type Faults = Record<string, string>;

/** What every hosted form has. */
export interface FormShell {
  /** Path of the interaction: forms post to it. */
  action: string;
  /** Proves that the form was ours. */
  formToken: string;
  faults: Faults;
}

/** One labelled input. */
export interface Field {
  name: string;
  label: string;
  type: "email" | "password" | "text";
  autocomplete: string;
  inputmode?: "email" | "numeric";
  value?: string;
  hint?: string;
  autofocus?: boolean;
  /** May be left empty. */
  isOptional?: boolean;
}

/** The field with its label, its hint and what is wrong with it. */
export function formField(field: Field, faults: Faults): Html {
  const { name, label, type, autocomplete, inputmode, value, hint } = field;
  const fault = faults[name];
  const [firstFault] = Object.keys(faults).filter((key) => key !== "form");
  const autofocus = firstFault === undefined ? field.autofocus : firstFault === name;
  const descriptions = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${fault && html`<p class="fault" id="${name}-fault">${fault}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      ${!field.isOptional && html` required`}${value !== undefined && html` value="${value}"`}
      ${inputmode && html` inputmode="${inputmode}"`}${type === "email" && html` autocapitalize="none" spellcheck="false"`}
      ${fault && html` aria-invalid="true"`}${descriptions && html` aria-describedby="${descriptions}"`}${autofocus && html` autofocus`}
    />
  </div>`;
}

/** The hidden fields of a form: that it is ours, and what it is for. */
export function hiddenFields({ formToken }: FormShell, intent: string): Html {
  return html`<input type="hidden" name="form_token" value="${formToken}" />
    <input type="hidden" name="intent" value="${intent}" />`;
}

/** Names every fault above the form and links to its field. */
export function errorSummary(faults: Faults): Html | undefined {
  const entries = Object.entries(faults);
  if (entries.length === 0) return undefined;
  return html`<div class="summary" role="alert" aria-labelledby="summary-title">
    <h2 id="summary-title">That did not work yet</h2>
    <ul>
      ${entries.map(([name, message]) => html`<li>${name === "form" ? message : html`<a href="#${name}">${message}</a>`}</li>`)}
    </ul>
  </div>`;
}
