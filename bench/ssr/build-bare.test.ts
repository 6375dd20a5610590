import { describe, expect, it } from "vitest";

import { buildBarePage } from "./build-bare.ts";

describe("buildBarePage", () => {
  it("has a stand-in for everything that the dinner page needs of the router and the live client", async () => {
    const page = (await import(await buildBarePage())) as { renderPage: unknown };
    expect(page.renderPage).toBeTypeOf("function");
  });
});
