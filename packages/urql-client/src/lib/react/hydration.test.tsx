// @vitest-environment happy-dom
import { act, lazy, StrictMode, Suspense, type ReactNode } from "react";
import { Provider, useMutation, useQuery } from "urql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dehydrated } from "../dehydrated.ts";
import { AddItem, ChangeItem, Dinner, type AssignedItem } from "../testing/documents.ts";
import { openTestPage, type TestPage } from "../testing/test-page.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { useConnection, usePendingMutations } from "./use-client-state.ts";
import { useLiveMutation } from "./use-live-mutation.ts";
import { useLiveQuery } from "./use-live-query.ts";

let page: TestPage;
let renders: { page: number; lines: string[] };

function DinnerPage({ withStatus = false }: { withStatus?: boolean }): ReactNode {
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

const lines = new WeakSet<AssignedItem>();
function Line({ item }: { item: AssignedItem }): ReactNode {
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

const read = (user?: string): Promise<Dehydrated> => page.read(Dinner, { id: "d1" }, user);
const click = (): Promise<void> => act(async () => page.container.querySelector("button")!.click());
const text = (selector: string): string | null | undefined =>
  page.container.querySelector(selector)?.textContent;

/** The dinner's page, rendered on the server, hydrated, and live for a moment. */
async function openPage(): Promise<void> {
  page.hydrate(<DinnerPage />, await read());
  await page.pass(100);
}

beforeEach(() => {
  page = openTestPage();
  page.api.addItem({ id: "i1", dinner_id: "d1", title: "Bread", position: "a1" });
  page.api.addItem({ id: "i2", dinner_id: "d1", title: "Wine", position: "a2", assignee_id: "auth0|ben" });
  resetRenders();
});
afterEach(() => page.close());

describe("useLiveQuery", () => {
  it("renders on the server without asking, from what the loader read", async () => {
    const state = await read();
    const before = page.api.counts.query;
    const html = page.onServer(<DinnerPage withStatus />, state);
    expect(html).toContain("<li>Bread</li>");
    expect(html).toContain("<small>ssr</small>");
    expect(renders.page).toBe(1);
    expect(page.api.counts.query).toBe(before);
  });

  it("hydrates without a request, goes live, and renders nothing when nothing changed", async () => {
    const state = await read();
    const html = page.onServer(<DinnerPage />, state);
    const asked = page.api.counts.query;
    resetRenders();
    page.hydrate(<DinnerPage />, state, { html });
    expect(renders.page).toBe(1);
    await page.pass(300);
    expect(page.client.connection.get()).toBe("live");
    expect(page.api.counts.query).toBe(asked);
    expect(page.api.counts.subscription).toBe(1);
    expect(renders.page).toBe(1);
    expect(text("ul")).toBe("BreadWine");
  });

  it("shows a change that happened between the server's read and the first frame, and renders only its row", async () => {
    const state = await read();
    page.api.tables.items.get("i2")!["title"] = "Cider";
    const asked = page.api.counts.query;
    page.hydrate(<DinnerPage />, state);
    resetRenders();
    await page.pass(200);
    expect(text("ul")).toBe("BreadCider");
    expect(renders).toEqual({ page: 1, lines: ["Cider"] });
    expect(page.api.counts.query).toBe(asked);
  });

  it("renders a change of status where the status is read", async () => {
    page.hydrate(<DinnerPage withStatus />, await read());
    await page.pass(200);
    expect(text("small")).toBe("live");
  });

  it("survives StrictMode's double mount with one subscription", async () => {
    page.hydrate(<DinnerPage />, await read(), { Around: StrictMode });
    await page.pass(300);
    expect(page.api.counts.subscription).toBe(1);
  });

  it("takes in what a loader deferred when it comes, without asking for it, and keeps it live", async () => {
    const state = await page.read(Dinner, { id: "d2" });
    const asked = page.api.counts.query;
    let arrive: (state: Dehydrated) => void = () => {};
    const later = new Promise<Dehydrated>((resolve) => (arrive = resolve));
    const Deferred = lazy(async () => {
      const arrived = await later;
      return {
        default: () => (
          <LiveProvider state={arrived}>
            <DinnerPage />
          </LiveProvider>
        ),
      };
    });
    page.render(
      <LiveProvider client={page.client} state={state}>
        <Suspense fallback={<p>On its way</p>}>
          <Deferred />
        </Suspense>
      </LiveProvider>,
    );
    await page.pass(100);
    expect(page.container.textContent).toBe("On its way");
    arrive(await read());
    const askedByLoader = page.api.counts.query - asked;
    await page.pass(100);
    expect(text("ul")).toBe("BreadWine");
    page.api.tables.items.get("i2")!["title"] = "Cider";
    await page.pass(100);
    expect(text("ul")).toBe("BreadCider");
    expect(page.api.counts.query - asked).toBe(askedByLoader);
  });

  it("discards what was read for somebody else", async () => {
    const state = await read("ben");
    const asked = page.api.counts.query;
    page.hydrate(<DinnerPage />, state, { html: "<p>Nothing here.</p>" });
    expect(page.container.textContent).toBe("Nothing here.");
    await page.pass(100);
    expect(page.api.counts.query).toBe(asked + 1);
    expect(text("ul")).toBe("BreadWine");
  });

  it("keeps a query live for a moment after its component is gone, then stops", async () => {
    await openPage();
    const show = (inside?: ReactNode): void =>
      page.render(<LiveProvider client={page.client}>{inside}</LiveProvider>);
    show();
    await page.pass(1_000);
    const asked = page.api.counts.query;
    show(<DinnerPage />);
    await page.pass(100);
    expect([page.api.counts.subscription, page.api.counts.query]).toEqual([1, asked]);
    show();
    await page.pass(7_000);
    expect(page.client.connection.get()).toBe("idle");
  });
});

describe("useLiveMutation", () => {
  it("paints before the request leaves", async () => {
    await openPage();
    resetRenders();
    await click();
    expect(text("li:nth-child(3)")).toBe("Figs");
    expect(page.api.counts.mutation).toBe(0);
    expect(renders.lines).toEqual(["Figs"]);
    expect(text("footer")).toBe("live 1");
    await page.pass(300);
    expect(text("ul")).toBe("BreadWineFigs");
    expect(text("footer")).toBe("live 0");
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
    page.render(
      <Provider value={page.client.urql}>
        <Plain />
      </Provider>,
    );
    await page.pass(50);
    expect(page.container.textContent).toBe("Bread Wine");
    await click();
    expect(page.container.textContent).toBe("Rolls Wine");
    await page.pass(100);
    expect(page.container.textContent).toBe("Rolls Wine");
    expect(page.client.pending.get()).toEqual([]);
  });
});

describe("LiveProvider", () => {
  it("shows the next user nothing of the one before", async () => {
    await openPage();
    const asked = page.api.counts.query;
    act(() => page.client.setSession({ user: "ben" }));
    expect(page.container.textContent).toBe("Nothing here.");
    await page.pass(100);
    expect(page.api.counts.query).toBe(asked + 1);
    expect(text("ul")).toBe("BreadWine");
  });
});
