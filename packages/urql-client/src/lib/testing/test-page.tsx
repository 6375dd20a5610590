import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import { act, Fragment, type ComponentType, type ReactNode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { vi } from "vitest";
import { createBrowserClient, type BrowserClient } from "../browser/client.ts";
import type { Dehydrated } from "../dehydrated.ts";
import { LiveProvider } from "../react/live-provider.tsx";
import { createServerClient } from "../server/client.ts";
import { createTestApi, type TestApi } from "./api.ts";
import { testModel } from "./model.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "./simulated-network.ts";

/** One page between a server that renders it and an API, with the clock in the test's hands. */
export interface TestPage {
  api: TestApi;
  network: SimulatedNetwork;
  client: BrowserClient;
  container: HTMLElement;
  /** What a loader reads, as it arrives in the browser. */
  read<D, V extends AnyVariables>(
    document: TypedDocumentNode<D, V>,
    variables: V,
    user?: string,
  ): Promise<Dehydrated>;
  /** @returns What the server renders from what its loader read. */
  onServer(inside: ReactNode, state: Dehydrated, Around?: ComponentType<{ children: ReactNode }>): string;
  /** Shows what the server rendered, and hydrates it. */
  hydrate(
    inside: ReactNode,
    state: Dehydrated,
    options?: { html?: string; Around?: ComponentType<{ children: ReactNode }> },
  ): void;
  /** Renders without a server, or something else after hydration. */
  render(tree: ReactNode): void;
  /** Lets time pass in which the API polls. */
  pass(ms: number): Promise<void>;
  /** @throws AggregateError when React or the cache has complained. */
  close(): void;
}

/** Opens a page of an API with one dinner; needs a DOM and fakes the timers. */
export function openTestPage(): TestPage {
  const complaints: unknown[] = [];
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.spyOn(console, "error").mockImplementation((...args: unknown[]) => void complaints.push(args));
  vi.spyOn(console, "warn").mockImplementation((...args: unknown[]) => void complaints.push(args));
  vi.useFakeTimers();
  const api = createTestApi();
  const network = createSimulatedNetwork(api, { up: () => 5, down: () => 5 });
  const url = "http://api.test/graphql";
  const client = createBrowserClient({
    url,
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "ada",
    fetch: network.fetch,
    webSocket: network.WebSocket,
  });
  const container = document.createElement("div");
  document.body.append(container);
  let root: Root | undefined;

  const page: TestPage = {
    api,
    network,
    client,
    container,
    async read(query, variables, user = "ada") {
      const server = createServerClient({ url, user, fetch: network.fetch });
      const answer = server.prefetch([query, variables]);
      await vi.advanceTimersByTimeAsync(50);
      await answer;
      return JSON.parse(JSON.stringify(server.dehydrate())) as Dehydrated;
    },
    onServer: (inside, state, Around = Fragment) =>
      renderToString(
        <Around>
          <LiveProvider state={state}>{inside}</LiveProvider>
        </Around>,
      ),
    hydrate(inside, state, { Around = Fragment, html = page.onServer(inside, state, Around) } = {}) {
      container.innerHTML = html;
      act(() => {
        root = hydrateRoot(
          container,
          <Around>
            <LiveProvider client={client} state={state}>
              {inside}
            </LiveProvider>
          </Around>,
          { onRecoverableError: (error) => void complaints.push(error) },
        );
      });
    },
    render: (tree) => act(() => (root ??= createRoot(container)).render(tree)),
    pass: (ms) =>
      act(async () => {
        for (let at = 0; at < ms; at += 10) {
          api.poll();
          await vi.advanceTimersByTimeAsync(10);
        }
      }),
    close() {
      act(() => root?.unmount());
      client.dispose();
      container.remove();
      vi.useRealTimers();
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
      if (complaints.length > 0) throw new AggregateError(complaints, "React or the cache complained.");
    },
  };
  return page;
}
