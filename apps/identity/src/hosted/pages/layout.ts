import { readFileSync } from "node:fs";
import type { Context } from "../../http/middleware.ts";
import { html, type Html } from "./html.ts";

/** The one stylesheet of the hosted pages. */
export const STYLESHEET = readFileSync(new URL("style.css", import.meta.url), "utf8");
/** Where it is served. */
export const STYLESHEET_PATH = "/assets/identity.css";

/** A whole page. */
export interface Page {
  title: string;
  body: Html;
}

/**
 * Sends a page that runs no script and loads nothing from elsewhere.
 *
 * @param formTarget Origin that a form's answer may redirect to (browsers apply `form-action` to redirects too).
 */
export function respondWithPage(
  ctx: Context,
  page: Page,
  how: { status?: number; formTarget?: string } = {},
): void {
  ctx.status = how.status ?? 200;
  ctx.type = "text/html; charset=utf-8";
  ctx.set("cache-control", "no-store");
  ctx.set("referrer-policy", "same-origin");
  ctx.set("x-content-type-options", "nosniff");
  ctx.set(
    "content-security-policy",
    [
      "default-src 'none'",
      "style-src 'self'",
      `form-action 'self'${how.formTarget ? ` ${how.formTarget}` : ""}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
  );
  ctx.body = toDocument(page).toString();
}

function toDocument({ title, body }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · Potluck</title>
        <link rel="stylesheet" href="${STYLESHEET_PATH}" />
      </head>
      <body>
        <main>
          <p class="brand">Potluck</p>
          ${body}
        </main>
      </body>
    </html> `;
}
