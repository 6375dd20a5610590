import { createContext, useContext } from "react";

/**
 * How browsers reach the API: through this server's gateway with the session cookie, or themselves with a token from the token
 * endpoint.
 */
export type ApiAccess =
  | { mode: "gateway" }
  | {
      mode: "direct";
      /** Where the API answers over HTTP, as browsers see it. */
      url: string;
      /** Where it answers over a websocket. */
      wsUrl: string;
    };

const ApiAccessContext = createContext<ApiAccess | undefined>(undefined);

/** Hands the server's setting to the document while the server renders it. */
export const ApiAccessProvider = ApiAccessContext.Provider;

/**
 * The server's setting.
 *
 * @returns It; undefined in the browser, which finds it in the page (`session-script.ts`).
 */
export function useApiAccess(): ApiAccess | undefined {
  return useContext(ApiAccessContext);
}
