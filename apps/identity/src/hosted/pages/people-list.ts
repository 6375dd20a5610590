import type { Account } from "../../people/account.ts";
import { hiddenFields, type FormShell } from "./form.ts";
import { html, type Html } from "./html.ts";

/** A form with one button for each of the people. */
export function peopleList(form: FormShell, people: readonly Account[]): Html {
  return html`<form method="post" action="${form.action}">
    ${hiddenFields(form, "sign-in-as")}
    <ul class="people">
      ${people.map(
        ({ sub, name, email }) =>
          html`<li>
            <button type="submit" name="sub" value="${sub}">
              <span>Sign in as ${name}</span> <small>${email}</small>
            </button>
          </li>`,
      )}
    </ul>
  </form>`;
}
