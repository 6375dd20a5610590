import { readAnswer, type AnswerBody } from "../answer.ts";
import { fromServerErrors, GqlError, type ServerError } from "../error.ts";
import type { Sender } from "../live/request-exchange.ts";
import type { BrowserClientOptions } from "./options.ts";

/**
 * @param user Whose requests it sends.
 * @returns A sender that posts to the API; cookies go along to the page's own origin, and a token where there is a source.
 */
export function createHttpSender(
  options: Pick<BrowserClientOptions, "url" | "fetch" | "fetchOptions" | "tokens" | "onRenewRequest">,
  user: string,
): Sender {
  const { tokens } = options;
  return async (request, _repeatable, signal) => {
    const { fetchOptions } = options;
    const init = typeof fetchOptions === "function" ? fetchOptions(user) : fetchOptions;
    const headers = new Headers(init?.headers);
    headers.set("content-type", "application/json");
    headers.set("accept", "application/json");
    const send = options.fetch ?? fetch;
    const body = JSON.stringify(request);
    const post = async (): Promise<Posted> => {
      const response = await send(options.url, { ...init, method: "POST", headers, body, signal });
      const { status } = response;
      const answer = readAnswer(status, await response.text());
      const error = answer.errors?.length
        ? fromServerErrors(answer.errors as ServerError[], status)
        : undefined;
      return { answer, error };
    };
    const authorize = async (): Promise<string | undefined> => {
      if (!tokens) return undefined;
      const found = await tokens.get();
      if (!found) throw new GqlError({ kind: "auth", message: "Nobody is signed in." });
      headers.set("authorization", `Bearer ${found.token}`);
      return found.token;
    };
    const token = await authorize();
    const posted = await post();
    if (posted.error?.kind !== "auth") return read(posted);
    if (token === undefined) options.onRenewRequest?.({ type: "renew" });
    else tokens?.refuse(token);
    // The API looks at the token before anything else, so nothing was done: a mutation may be sent again, with another token.
    return read((await authorize()) === token ? posted : await post());
  };
}

interface Posted {
  answer: AnswerBody;
  error: GqlError | undefined;
}

// The status says more than an error whose code nobody knows.
function read({ answer, error }: Posted): AnswerBody {
  if (error && error.status! >= 400) throw error;
  return answer;
}
