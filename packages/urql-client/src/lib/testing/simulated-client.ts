import { createBrowserClient, type BrowserClient } from "../browser/client.ts";
import type { BrowserClientOptions } from "../browser/options.ts";
import { loadExecuteOnce } from "../live/load-execute-once.ts";
import { testModel } from "./model.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";

await loadExecuteOnce(); // simulated time does not wait for code

/** @returns The client of Ada's page, at the other end of a network. */
export function createSimulatedClient(
  { fetch, WebSocket: webSocket }: SimulatedNetwork,
  options?: Partial<BrowserClientOptions>,
): BrowserClient {
  return createBrowserClient({
    url: "http://api.test/graphql",
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "auth0|ada",
    fetch,
    webSocket,
    ...options,
  });
}
