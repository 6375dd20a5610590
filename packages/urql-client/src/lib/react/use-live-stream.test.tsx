// @vitest-environment happy-dom
import { act, StrictMode, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Dehydrated } from "../dehydrated.ts";
import { ActivityStream, type Activity } from "../testing/documents.ts";
import { openTestPage, type TestPage } from "../testing/test-page.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { useLiveStream } from "./use-live-stream.ts";

const NOTHING: Dehydrated = { v: 1, user: "ada", at: 0, ops: {} };
let page: TestPage;
let renders = 0;

function Log({ initial, dinner = "d1" }: { initial?: readonly Activity[]; dinner?: string }): ReactNode {
  const { rows, status } = useLiveStream(ActivityStream, { dinner, cursor: 0 }, { initial, limit: 3 });
  count();
  return (
    <p>
      {status} {rows.map(({ id }) => id).join()}
    </p>
  );
}

function count(): void {
  renders++;
}

function entries(...ids: number[]): Activity[] {
  return ids.map((id) => ({ id, kind: `kind ${id}` }));
}

const shown = (): string | null => page.container.textContent;

beforeEach(() => {
  page = openTestPage();
  page.api.commitActivity(1, 2);
  renders = 0;
});
afterEach(() => page.close());

describe("useLiveStream", () => {
  it("renders the loader's rows on the server, hydrates them and goes on from there", async () => {
    const initial = entries(1, 2);
    expect(page.onServer(<Log initial={initial} />, NOTHING)).toContain("2,1");
    page.hydrate(<Log initial={initial} />, NOTHING);
    expect(shown()).toBe("ssr 2,1");
    renders = 0;
    await page.pass(200);
    expect(shown()).toBe("live 2,1");
    expect(renders).toBe(1); // for the status
    page.api.commitActivity(3);
    await page.pass(50);
    expect(shown()).toBe("live 3,2,1");
    page.api.commitActivity(4);
    await page.pass(50);
    expect(shown()).toBe("live 4,3,2");
  });

  it("survives StrictMode's double mount", async () => {
    page.hydrate(<Log initial={entries(1, 2)} />, NOTHING, { Around: StrictMode });
    page.api.commitActivity(3);
    await page.pass(200);
    expect(shown()).toBe("live 3,2,1");
  });

  it("takes in what a later loader knows, also from a list that is made anew with every render", async () => {
    const show = (initial: readonly Activity[]): void =>
      page.render(
        <LiveProvider client={page.client}>
          <Log initial={[...initial]} />
        </LiveProvider>,
      );
    show(entries(1));
    show(entries(1, 2, 3));
    expect(shown()).toContain("3,2,1");
    await page.pass(100);
    expect(shown()).toBe("live 3,2,1");
    expect(renders).toBeLessThan(8);
  });

  it("has no row of one stream in another, nor of one user before the next", async () => {
    const initial = entries(1, 2);
    const show = (dinner: string): void =>
      page.render(
        <LiveProvider client={page.client}>
          <Log initial={initial} dinner={dinner} />
        </LiveProvider>,
      );
    show("d1");
    await page.pass(100);
    show("d2");
    expect(shown()).not.toContain("2,1");
    show("d1");
    expect(shown()).toContain("2,1");
    act(() => page.client.setSession({ user: "ben" }));
    expect(shown()).not.toContain("2,1");
  });

  it("reads what is not settled again as soon as the page is looked at", async () => {
    page.hydrate(<Log />, NOTHING);
    page.api.commitActivity(5);
    await page.pass(100);
    page.api.commitActivity(4);
    await page.pass(100);
    expect(shown()).toBe("live 5,2,1");
    act(() => void window.dispatchEvent(new Event("pageshow")));
    await page.pass(100);
    expect(shown()).toBe("live 5,4,2");
  });

  it("closes the stream when its component is gone", async () => {
    page.hydrate(<Log />, NOTHING);
    await page.pass(100);
    page.render(<LiveProvider client={page.client} />);
    await page.pass(30_000);
    expect(page.client.connection.get()).toBe("idle");
  });
});
