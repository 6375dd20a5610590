import { readAnswer } from "../answer.ts";
import { GqlError, toGqlError } from "../error.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { BrowserClientOptions } from "./options.ts";

/** @returns A sender that posts to the API; cookies go along to the page's own origin, and a token where there is a source. */
export function createHttpSender(
  options: Pick<BrowserClientOptions, "url" | "fetch" | "fetchOptions" | "tokens">,
): Sender {
  const { tokens } = options;
  return async (request, _repeatable, signal) => {
    const { fetchOptions } = options;
    const init = typeof fetchOptions === "function" ? fetchOptions() : fetchOptions;
    const headers = new Headers(init?.headers);
    headers.set("content-type", "application/json");
    headers.set("accept", "application/json");
    const send = options.fetch ?? fetch;
    const body = JSON.stringify(request);
    const post = async () => {
      const response = await send(options.url, { ...init, method: "POST", headers, body, signal });
      return readAnswer(response.status, await response.text());
    };
    if (!tokens) return post();

    const authorize = async (): Promise<string> => {
      const found = await tokens.get();
      if (!found) throw new GqlError({ kind: "auth", message: "Nobody is signed in." });
      headers.set("authorization", `Bearer ${found.token}`);
      return found.token;
    };
    const token = await authorize();
    const answer = await post();
    if (!isTokenRefused(answer.errors)) return answer;
    // The API looks at the token before anything else, so nothing was done: a mutation may be sent again, with another token.
    tokens.refuse(token);
    return (await authorize()) === token ? answer : post();
  };
}

function isTokenRefused(errors: readonly unknown[] | undefined): boolean {
  return errors !== undefined && errors.length > 0 && toGqlError(errors).kind === "auth";
}
