import { readAnswer } from "../answer.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { BrowserClientOptions } from "./options.ts";

/** @returns A sender that posts to the API; cookies go along to the page's own origin. */
export function createHttpSender(
  options: Pick<BrowserClientOptions, "url" | "fetch" | "fetchOptions">,
): Sender {
  return async (request, _repeatable, signal) => {
    const { fetchOptions } = options;
    const init = typeof fetchOptions === "function" ? fetchOptions() : fetchOptions;
    const headers = new Headers(init?.headers);
    headers.set("content-type", "application/json");
    headers.set("accept", "application/json");
    const send = options.fetch ?? fetch;
    const body = JSON.stringify(request);
    const response = await send(options.url, { ...init, method: "POST", headers, body, signal });
    return readAnswer(response.status, await response.text());
  };
}
