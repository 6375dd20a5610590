import { describe, expect, it } from "vitest";

import { bundlePotluck } from "./size.ts";

/** What a live page may load of the client and its dependencies, gzipped. It only ever gets smaller. */
const BUDGET_BYTES = 40_150;

describe("bundlePotluck", () => {
  it("keeps within what a live page may load", async () => {
    const { gzip } = await bundlePotluck();
    expect(gzip).toBeLessThanOrEqual(BUDGET_BYTES);
  });
});
