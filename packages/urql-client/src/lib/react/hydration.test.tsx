// @vitest-environment happy-dom
import { act, StrictMode, type ReactNode } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { Provider, useMutation, useQuery } from "urql";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBrowserClient, type BrowserClient } from "../browser/client.ts";
import type { Dehydrated } from "../dehydrated.ts";
import { createServerClient } from "../server/client.ts";
import { createTestApi, type TestApi } from "../testing/api.ts";
import { AddItem, ChangeItem, Dinner, type Item } from "../testing/documents.ts";
import { testModel } from "../testing/model.ts";
import { createSimulatedNetwork, type SimulatedNetwork } from "../testing/simulated-network.ts";
import { LiveProvider } from "./live-provider.tsx";
import { useConnection, usePendingMutations } from "./use-client-state.ts";
import { useLiveMutation } from "./use-live-mutation.ts";
import { useLiveQuery } from "./use-live-query.ts";

let api: TestApi;
let network: SimulatedNetwork;
let client: BrowserClient;
let root: Root | undefined;
let renders: { page: number; lines: string[] };
const errors: unknown[] = [];

function Page({ withStatus = false }: { withStatus?: boolean }): ReactNode {
  const query = useLiveQuery(Dinner, { id: "d1" });
  const [add] = useLiveMutation(AddItem);
  countPage();
  if (!query.data?.dinners_by_pk) return <p>Nothing here.</p>;
  const object = { id: "i9", dinner_id: "d1", title: "Figs", position: "z" };
  return (
    <main>
      <h1>{query.data.dinners_by_pk.title}</h1>
      {withStatus && <small>{query.status}</small>}
      <ul>
        {query.data.dinners_by_pk.items.map((item) => (
          <Line key={item.id} item={item} />
        ))}
      </ul>
      <button type="button" onClick={() => void add({ object })}>
        Add
      </button>
      <Footer />
    </main>
  );
}

const lines = new WeakSet<Item>();
function Line({ item }: { item: Item }): ReactNode {
  if (!lines.has(item)) renders.lines.push(item.title);
  lines.add(item);
  return <li>{item.title}</li>;
}

function Footer(): ReactNode {
  const pending = usePendingMutations();
  const connection = useConnection();
  return (
    <footer>
      {connection} {pending.length}
    </footer>
  );
}

function countPage(): void {
  renders.page++;
}

function resetRenders(): void {
  renders = { page: 0, lines: [] };
}

async function readOnServer(user = "ada"): Promise<Dehydrated> {
  const server = createServerClient({ url: "http://api.test/graphql", user, fetch: network.fetch });
  const answer = server.prefetch([Dinner, { id: "d1" }]);
  await vi.advanceTimersByTimeAsync(50);
  await answer;
  // As it arrives in the browser: through JSON.
  return JSON.parse(JSON.stringify(server.dehydrate())) as Dehydrated;
}

async function pass(ms: number): Promise<void> {
  await act(async () => {
    for (let at = 0; at < ms; at += 10) {
      api.poll();
      await vi.advanceTimersByTimeAsync(10);
    }
  });
}

function hydrate(tree: ReactNode, html: string): HTMLElement {
  const container = document.createElement("div");
  container.innerHTML = html;
  document.body.append(container);
  act(() => {
    root = hydrateRoot(container, tree, { onRecoverableError: (error) => void errors.push(error) });
  });
  return container;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.spyOn(console, "error").mockImplementation((...args: unknown[]) => void errors.push(args));
  vi.spyOn(console, "warn").mockImplementation((...args: unknown[]) => void errors.push(args));
  vi.useFakeTimers();
  api = createTestApi();
  api.addItem({ id: "i1", dinner_id: "d1", title: "Bread", position: "a1" });
  api.addItem({ id: "i2", dinner_id: "d1", title: "Wine", position: "a2", assignee_id: "auth0|ben" });
  network = createSimulatedNetwork(api, { up: () => 5, down: () => 5 });
  client = createBrowserClient({
    url: "http://api.test/graphql",
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "ada",
    fetch: network.fetch,
    webSocket: network.WebSocket,
  });
  resetRenders();
});

afterEach(() => {
  act(() => root?.unmount());
  root = undefined;
  client.dispose();
  document.body.innerHTML = "";
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  if (errors.length > 0) throw new AggregateError(errors.splice(0), "React or the cache complained.");
});

describe("useLiveQuery", () => {
  it("renders on the server without asking, from what the loader read", async () => {
    const state = await readOnServer();
    const before = api.counts.query;
    const html = renderToString(
      <LiveProvider state={state}>
        <Page withStatus />
      </LiveProvider>,
    );
    expect(html).toContain("<li>Bread</li>");
    expect(html).toContain("<small>ssr</small>");
    expect(renders.page).toBe(1);
    expect(api.counts.query).toBe(before);
  });

  it("hydrates without a request, goes live, and renders nothing when nothing changed", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <LiveProvider state={state}>
        <Page />
      </LiveProvider>,
    );
    const asked = api.counts.query;
    resetRenders();
    const container = hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      html,
    );
    expect(renders.page).toBe(1);
    await pass(300);
    expect(client.connection.get()).toBe("live");
    expect(api.counts.query).toBe(asked);
    expect(api.counts.subscription).toBe(1);
    expect(renders.page).toBe(1);
    expect(container.textContent).toContain("BreadWine");
  });

  it("shows a change that happened between the server's read and the first frame, and renders only its row", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <LiveProvider state={state}>
        <Page />
      </LiveProvider>,
    );
    api.tables.items.get("i2")!["title"] = "Cider";
    const asked = api.counts.query;
    const container = hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      html,
    );
    resetRenders();
    await pass(200);
    expect(container.textContent).toContain("BreadCider");
    expect(renders).toEqual({ page: 1, lines: ["Cider"] });
    expect(api.counts.query).toBe(asked);
  });

  it("renders a change of status only where the status is read", async () => {
    const state = await readOnServer();
    const tree = (
      <LiveProvider client={client} state={state}>
        <Page withStatus />
      </LiveProvider>
    );
    const html = renderToString(
      <LiveProvider state={state}>
        <Page withStatus />
      </LiveProvider>,
    );
    const container = hydrate(tree, html);
    await pass(200);
    expect(container.querySelector("small")?.textContent).toBe("live");
  });

  it("survives StrictMode's double mount with one subscription", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <StrictMode>
        <LiveProvider state={state}>
          <Page />
        </LiveProvider>
      </StrictMode>,
    );
    hydrate(
      <StrictMode>
        <LiveProvider client={client} state={state}>
          <Page />
        </LiveProvider>
      </StrictMode>,
      html,
    );
    await pass(300);
    expect(api.counts.subscription).toBe(1);
  });

  it("discards what was read for somebody else", async () => {
    const state = await readOnServer("ben");
    const asked = api.counts.query;
    const container = hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      "<p>Nothing here.</p>",
    );
    expect(container.textContent).toBe("Nothing here.");
    await pass(100);
    expect(api.counts.query).toBe(asked + 1);
    expect(container.textContent).toContain("Bread");
  });

  it("keeps a query live for a moment after its component is gone, then stops", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <LiveProvider state={state}>
        <Page />
      </LiveProvider>,
    );
    hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      html,
    );
    await pass(100);
    act(() => root?.render(<LiveProvider client={client} />));
    await pass(1_000);
    const asked = api.counts.query;
    act(() =>
      root?.render(
        <LiveProvider client={client}>
          <Page />
        </LiveProvider>,
      ),
    );
    await pass(100);
    expect([api.counts.subscription, api.counts.query]).toEqual([1, asked]);
    act(() => root?.render(<LiveProvider client={client} />));
    await pass(7_000);
    expect(client.connection.get()).toBe("idle");
  });
});

describe("useLiveMutation", () => {
  it("paints before the request leaves", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <LiveProvider state={state}>
        <Page />
      </LiveProvider>,
    );
    const container = hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      html,
    );
    await pass(100);
    resetRenders();
    await act(async () => container.querySelector("button")!.click());
    expect(container.querySelectorAll("li")[2]?.textContent).toBe("Figs");
    expect(api.counts.mutation).toBe(0);
    expect(renders.lines).toEqual(["Figs"]);
    expect(container.querySelector("footer")?.textContent).toContain("1");
    await pass(300);
    expect(container.querySelectorAll("li")).toHaveLength(3);
    expect(container.querySelector("footer")?.textContent).toBe("live 0");
  });
});

describe("urql's own hooks", () => {
  it("work on the client underneath, with the same cache and the same predictions", async () => {
    function Plain(): ReactNode {
      const [{ data }] = useQuery({ query: Dinner, variables: { id: "d1" } });
      const [, change] = useMutation(ChangeItem);
      return (
        <button type="button" onClick={() => void change({ id: "i1", set: { title: "Rolls" } })}>
          {data?.dinners_by_pk?.items.map((item) => item.title).join(" ")}
        </button>
      );
    }
    const container = document.createElement("div");
    act(() => {
      root = createRoot(container);
      root.render(
        <Provider value={client.urql}>
          <Plain />
        </Provider>,
      );
    });
    await pass(50);
    expect(container.textContent).toBe("Bread Wine");
    await act(async () => container.querySelector("button")!.click());
    expect(container.textContent).toBe("Rolls Wine");
    await pass(100);
    expect(container.textContent).toBe("Rolls Wine");
    expect(client.pending.get()).toEqual([]);
  });
});

describe("LiveProvider", () => {
  it("shows the next user nothing of the one before", async () => {
    const state = await readOnServer();
    const html = renderToString(
      <LiveProvider state={state}>
        <Page />
      </LiveProvider>,
    );
    const container = hydrate(
      <LiveProvider client={client} state={state}>
        <Page />
      </LiveProvider>,
      html,
    );
    await pass(100);
    const asked = api.counts.query;
    act(() => client.setSession({ user: "ben" }));
    expect(container.textContent).toBe("Nothing here.");
    await pass(100);
    expect(api.counts.query).toBe(asked + 1);
    expect(container.textContent).toContain("Bread");
  });
});
