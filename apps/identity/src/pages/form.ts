import { html, type Html } from "./html.ts";

/** What is wrong with a form: by field name, or `form` for the whole. */
export type Faults = Record<string, string>;

/** One labelled input. */
export interface Field {
  name: string;
  label: string;
  type: "email" | "password" | "text";
  autocomplete: string;
  value?: string;
  hint?: string;
  autofocus?: boolean;
}

/** The field with its label, its hint and what is wrong with it. */
export function formField(field: Field, faults: Faults): Html {
  const { name, label, type, autocomplete, value, hint } = field;
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
      required
      ${value !== undefined && html` value="${value}"`}${type === "email" && html` inputmode="email" autocapitalize="none" spellcheck="false"`}
      ${fault && html` aria-invalid="true"`}${descriptions && html` aria-describedby="${descriptions}"`}${autofocus && html` autofocus`}
    />
  </div>`;
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
