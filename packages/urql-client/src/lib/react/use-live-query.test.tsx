// @vitest-environment happy-dom
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Dinner } from "../testing/documents.ts";
import { openTestPage, type TestPage } from "../testing/test-page.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { useLiveQuery, type LiveQueryHookOptions } from "./use-live-query.ts";

let page: TestPage;
let renders: number;

function Titles({ id, ...options }: LiveQueryHookOptions & { id: string }): ReactNode {
  const { data, status } = useLiveQuery(Dinner, { id }, options);
  renders++;
  const titles = data?.dinners_by_pk?.items.map(({ title }) => title).join() ?? "nothing";
  return `${status}: ${titles}`;
}

/** Shows a dinner; lets time pass until it is there. */
async function show(options: LiveQueryHookOptions, id = "d1", ms = 100): Promise<void> {
  page.render(
    <LiveProvider client={page.client}>
      <Titles id={id} {...options} />
    </LiveProvider>,
  );
  await page.pass(ms);
}

const rename = (title: string): void => void (page.api.tables.items.get("i1")!["title"] = title);
const shown = (): string | null => page.container.textContent;

async function turn(visibilityState: "visible" | "hidden"): Promise<void> {
  Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
  await act(async () => void document.dispatchEvent(new Event("visibilitychange")));
}

beforeEach(() => {
  renders = 0;
  page = openTestPage();
  page.api.addItem({ id: "i1", dinner_id: "d1", title: "Bread", position: "a1" });
  page.api.tables.dinners.set("d2", { ...page.api.tables.dinners.get("d1"), id: "d2" });
  page.api.addItem({ id: "i2", dinner_id: "d2", title: "Wine", position: "a1" });
});
afterEach(async () => {
  await turn("visible");
  page.close();
});

describe("useLiveQuery", () => {
  it("follows the API only while the page is visible, if told so, and is current soon after that", async () => {
    await show({ live: "visible" });
    expect(shown()).toBe("live: Bread");
    await turn("hidden");
    await page.pass(4_000);
    rename("Rolls");
    await page.pass(1_000);
    expect(shown()).toBe("live: Bread");
    const asked = page.api.counts.query;
    await turn("visible");
    await page.pass(100);
    expect(shown()).toBe("live: Rolls");
    expect([page.api.counts.query, page.api.counts.subscription]).toEqual([asked, 2]);
    rename("Toast");
    await page.pass(100);
    expect(shown()).toBe("live: Toast");
  });

  it("updates no more often than told, and ends with the newest", async () => {
    await show({ minIntervalMs: 1_000 });
    await page.pass(1_000);
    renders = 0;
    for (let n = 0; n < 30; n++) {
      rename(`Bread ${n}`);
      await page.pass(100);
    }
    await page.pass(1_000);
    expect(shown()).toBe("live: Bread 29");
    expect(renders).toBeLessThanOrEqual(4);
  });

  it("asks that often for what it does not follow, and only while the page is visible", async () => {
    await show({ live: false, minIntervalMs: 1_000 });
    expect(shown()).toBe("cached: Bread");
    const asked = page.api.counts.query;
    rename("Rolls");
    await page.pass(1_100);
    expect(shown()).toBe("cached: Rolls");
    expect(page.api.counts.query).toBe(asked + 1);
    await turn("hidden");
    await page.pass(3_000);
    expect(page.api.counts.query).toBe(asked + 1);
  });

  it("asks for nothing that it follows", async () => {
    await show({ minIntervalMs: 500 });
    const asked = page.api.counts.query;
    await page.pass(3_000);
    expect(page.api.counts.query).toBe(asked);
  });

  it("shows the data of the variables before while there is none for new ones, if told so", async () => {
    await show({ keepPrevious: true });
    await show({ keepPrevious: true }, "d2", 0);
    expect(shown()).toBe("loading: Bread");
    await page.pass(100);
    expect(shown()).toBe("live: Wine");
    await show({}, "d3", 0);
    expect(shown()).toBe("loading: nothing");
  });
});
