import type { Configuration } from "oidc-provider";
import { html } from "./html.ts";
import { respondWithPage } from "./layout.ts";
import { expiredPage } from "./notice.ts";

type RenderError = NonNullable<Configuration["renderError"]>;

/** @returns What a person sees when a request to the provider cannot be answered by a redirect to the application. */
export function renderProviderError(webOrigin: string): RenderError {
  return (ctx, { error, error_description: description }, cause) => {
    const { status } = ctx;
    if (cause.name === "SessionNotFound") {
      respondWithPage(ctx, expiredPage(webOrigin), { status });
      return;
    }
    const body = html`<h1>Sign-in could not start</h1>
      <p class="lead">
        The request that brought you here is not one that this tenant knows. Start again from Potluck; if that
        does not help, compare the application's settings with these details.
      </p>
      <p class="detail"><code>${error}</code> ${description}</p>
      <p><a class="primary" href="${webOrigin}/sign-in">Start again</a></p>`;
    respondWithPage(ctx, { title: "Sign-in could not start", body }, { status });
  };
}
