import type { Account } from "../../people/account.ts";
import { errorSummary } from "./form.ts";
import { html } from "./html.ts";
import type { Page } from "./layout.ts";
import { peopleList } from "./people-list.ts";
import type { HostedForm } from "./sign-in.ts";

/** The page of the company behind a connection, which the tenant sends people to instead of asking for a password. */
export function chooseAccountPage(form: HostedForm, company: string, people: readonly Account[]): Page {
  return {
    title: `Choose a ${company} account`,
    body: html`<h1>Choose an account</h1>
      <p class="lead">to continue to Potluck.</p>
      ${errorSummary(form.faults)}
      <section class="development" aria-labelledby="development-title">
        <h2 id="development-title">Development only</h2>
        <p>This page stands in for ${company}. Nobody is asked for a password.</p>
        ${peopleList(form, people)}
      </section>`,
  };
}
