import { describe, expect, it } from "vitest";

import { lazyModule } from "./lazy-module.ts";

describe("lazyModule", () => {
  it("imports once, however often it is asked", async () => {
    let imports = 0;
    const module = lazyModule(() => Promise.resolve({ imports: ++imports }));
    await Promise.all([module.load(), module.load()]);
    expect(await module.load()).toEqual({ imports: 1 });
  });

  it("tries again after a failure", async () => {
    let isOffline = true;
    const module = lazyModule(() =>
      isOffline ? Promise.reject(new Error("offline")) : Promise.resolve("here"),
    );
    await expect(module.load()).rejects.toThrow("offline");
    isOffline = false;
    expect(await module.load()).toBe("here");
  });
});
