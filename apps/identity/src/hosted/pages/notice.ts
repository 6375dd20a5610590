import { html } from "./html.ts";
import type { Page } from "./layout.ts";

/** The sign-in was left open too long, or begun in another browser. */
export function expiredPage(webOrigin: string): Page {
  return {
    title: "This sign-in has expired",
    body: html`<h1>This sign-in has expired</h1>
      <p class="lead">It was left open for too long, or began in another browser. Nothing is lost.</p>
      <p><a class="primary" href="${webOrigin}/sign-in">Start again</a></p>`,
  };
}

/** A form came back that this server did not send. */
export function refusedFormPage(webOrigin: string): Page {
  return {
    title: "This form was not accepted",
    body: html`<h1>This form was not accepted</h1>
      <p class="lead">It did not come from our own page, so nobody was signed in.</p>
      <p><a class="primary" href="${webOrigin}/sign-in">Start again</a></p>`,
  };
}

/** Signed out, and nowhere in particular to go. */
export function signedOutPage(webOrigin: string): Page {
  return {
    title: "Signed out",
    body: html`<h1>You are signed out</h1>
      <p class="lead">See you at the table.</p>
      <p><a class="primary" href="${webOrigin}/">Back to Potluck</a></p>`,
  };
}

/** The address to return to is not on the list. Nobody was signed out. */
export function logoutRefusedPage(webOrigin: string): Page {
  return {
    title: "Not signed out",
    body: html`<h1>You are still signed in</h1>
      <p class="lead">
        The page that sent you here asked to return to an address that is not allowed for this application.
      </p>
      <p class="detail">Allowed Logout URLs: <code>${webOrigin}/</code></p>
      <p><a class="primary" href="${webOrigin}/">Back to Potluck</a></p>`,
  };
}
