import { IncomingMessage } from "node:http";
import type { Middleware } from "./middleware.ts";
import { readBody } from "./request-body.ts";

/**
 * Every answer of the token endpoint passes here, and nowhere else is it changed: the place to look at, delay or spoil one.
 * Auth0 refuses a dead grant with 403 and says no more than this about why.
 */
export function tokenResponses(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path !== "/oauth/token" || !isOAuthError(ctx.body)) return;
    if (ctx.body.error === "invalid_grant") {
      ctx.status = 403;
      ctx.body = { error: "invalid_grant", error_description: "Unknown or invalid refresh token or code." };
    }
  };
}

const FORM = "application/x-www-form-urlencoded";

/**
 * Lets `/oauth/token` and `/oauth/revoke` take JSON, as Auth0 does.
 *
 * @returns The request itself, or one that says the same as a form, which is all that oidc-provider reads.
 */
export async function acceptJson(request: IncomingMessage): Promise<IncomingMessage> {
  const isJson = /^application\/json\b/i.test(request.headers["content-type"] ?? "");
  if (request.method !== "POST" || !isJson || !/^\/oauth\/(token|revoke)$/.test(request.url ?? ""))
    return request;

  const form = new URLSearchParams(parseFields(await readBody(request))).toString();
  const translated = new IncomingMessage(request.socket);
  translated.method = request.method;
  translated.url = request.url;
  translated.headers = {
    ...request.headers,
    "content-type": FORM,
    "content-length": String(Buffer.byteLength(form)),
  };
  translated.push(form);
  translated.push(null);
  translated.complete = true;
  return translated;
}

function parseFields(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(
      fields.filter((field): field is [string, string] => typeof field[1] === "string"),
    );
  } catch {
    return {};
  }
}

function isOAuthError(body: unknown): body is { error: string } {
  return typeof body === "object" && body !== null && "error" in body && typeof body.error === "string";
}
