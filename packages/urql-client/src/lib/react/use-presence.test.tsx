// @vitest-environment happy-dom
import { act, useCallback, type ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dehydrated } from "../dehydrated.ts";
import { Dinner } from "../testing/documents.ts";
import { openTestPage, type TestPage } from "../testing/test-page.tsx";
import { LiveProvider } from "./live-provider.tsx";
import { useLiveQuery } from "./use-live-query.ts";
import { usePresence } from "./use-presence.ts";

let page: TestPage;
let said: string[];
let state: Dehydrated;

function Here({ doing = "viewing" }: { doing?: string }): ReactNode {
  useLiveQuery(Dinner, { id: "d1" });
  const announce = useCallback((id: string) => void said.push(`${doing} ${id.length}`), [doing]);
  const leave = useCallback((id: string) => void said.push(`left ${id.length}`), []);
  usePresence({ announce, leave, beatMs: 1000 });
  return null;
}

const show = (tree: ReactNode): void => page.render(<LiveProvider client={page.client}>{tree}</LiveProvider>);

function look(visibilityState: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(visibilityState);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

beforeEach(async () => {
  page = openTestPage();
  said = [];
  state = await page.read(Dinner, { id: "d1" });
});
afterEach(() => page.close());

describe("usePresence", () => {
  it("says nothing on the server and before the page is live, then at every beat", async () => {
    page.onServer(<Here />, state);
    show(<Here />);
    expect(said).toEqual([]);
    await page.pass(200);
    expect(said).toEqual(["viewing 36"]);
    await page.pass(2000);
    expect(said).toEqual(["viewing 36", "viewing 36", "viewing 36"]);
  });

  it("says at once that something else is done", async () => {
    show(<Here />);
    await page.pass(200);
    show(<Here doing="editing" />);
    expect(said).toEqual(["viewing 36", "editing 36"]);
  });

  it("leaves when it is hidden or gone, is silent meanwhile, and comes back", async () => {
    show(<Here />);
    await page.pass(200);
    look("hidden");
    await page.pass(3000);
    expect(said).toEqual(["viewing 36", "left 36"]);
    look("visible");
    expect(said.slice(2)).toEqual(["viewing 36"]);
    show(null);
    expect(said.slice(3)).toEqual(["left 36"]);
    await page.pass(3000);
    expect(said).toHaveLength(4);
  });

  it("leaves nothing where it was never live", async () => {
    page.network.authenticate = () => undefined;
    show(<Here />);
    await page.pass(2000);
    show(null);
    expect(said).toEqual([]);
  });
});
