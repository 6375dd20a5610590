// @vitest-environment happy-dom
import { gql, type TypedDocumentNode } from "@urql/core";
import { act, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openTestPage, type TestPage } from "../testing/test-page.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { useLiveWindow } from "./use-live-window.ts";

const Lines: TypedDocumentNode<{ items: { id: string; title: string }[] }, { limit: number }> = gql`
  query Lines($limit: Int!) {
    items(order_by: [{ position: asc }], limit: $limit) {
      id
      title
    }
  }
`;
let page: TestPage;

function List({ first = 2 }: { first?: number }): ReactNode {
  const { query, limit, isGrowing, error, grow } = useLiveWindow(Lines, { limit: first });
  return (
    <button type="button" onClick={() => grow(2)}>
      {query.status} {(query.data?.items ?? []).map(({ title }) => title).join()} of {limit}
      {isGrowing ? " and more" : ""}
      {error ? ` ${error.message}` : ""}
    </button>
  );
}

const add = (title: string, position: string): void =>
  page.api.addItem({ id: `i-${title}`, dinner_id: "d1", title, position });
const shown = (): string => page.container.textContent!.replace(/\s+/g, " ");
const grow = (): Promise<void> => act(async () => page.container.querySelector("button")!.click());

beforeEach(() => {
  page = openTestPage();
  for (const title of ["a", "b", "c", "d", "e"]) add(title, title);
});
afterEach(() => page.close());

describe("useLiveWindow", () => {
  it("hydrates the first rows without a request, grows while they stay, and keeps all of them current", async () => {
    page.hydrate(<List />, await page.read(Lines, { limit: 2 }));
    expect(shown()).toBe("ssr a,b of 2");
    await page.pass(200);
    expect(shown()).toBe("live a,b of 2");
    const asked = page.api.counts.query;
    await grow();
    expect(shown()).toBe("live a,b of 2 and more");
    await page.pass(200);
    expect(shown()).toBe("live a,b,c,d of 4");
    expect(page.api.counts.query - asked).toBeLessThanOrEqual(1);
    add("aa", "aa");
    await page.pass(100);
    expect(shown()).toBe("live a,aa,b,c of 4");
    page.api.tables.items.delete("i-c");
    await page.pass(100);
    expect(shown()).toBe("live a,aa,b,d of 4");
  });

  it("is asked for more twice and gets both", async () => {
    page.hydrate(<List />, await page.read(Lines, { limit: 2 }));
    await grow();
    await grow();
    await page.pass(200);
    expect(shown()).toBe("live a,b,c,d,e of 6");
  });

  it("keeps what it has where more can't be had, and can be asked again", async () => {
    page.hydrate(<List />, await page.read(Lines, { limit: 2 }));
    await page.pass(200);
    const working = { ...page.api };
    page.api.execute = () => ({
      errors: [{ message: "Too far.", extensions: { code: "unexpected" } } as never],
    });
    page.api.live = () => () => {};
    await grow();
    await page.pass(100);
    expect(shown()).toBe("live a,b of 2 Too far.");
    Object.assign(page.api, working);
    await grow();
    await page.pass(1000);
    expect(shown()).toContain("a,b,c,d of 4");
  });

  it("starts over with another first limit", async () => {
    const show = (first: number): void =>
      page.render(
        <LiveProvider client={page.client}>
          <List first={first} />
        </LiveProvider>,
      );
    show(2);
    await page.pass(200);
    await grow();
    await page.pass(200);
    expect(shown()).toBe("live a,b,c,d of 4");
    show(1);
    await page.pass(200);
    expect(shown()).toBe("live a of 1");
  });
});
