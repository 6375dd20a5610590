import { describe, expect, it } from "vitest";

import { bundlePotluck } from "./size.ts";

/** What a live page may load of the client and its dependencies, gzipped: what it loads now. More has to be worth it. */
const BUDGET_BYTES = 39_600;

describe("bundlePotluck", () => {
  it("keeps within what a live page may load", async () => {
    const { gzip } = await bundlePotluck();
    expect(gzip).toBeLessThanOrEqual(BUDGET_BYTES);
  });
});
