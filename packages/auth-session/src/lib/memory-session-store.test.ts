import { describe, expect, it } from "vitest";
import { createMemorySessionStore } from "./memory-session-store.ts";
import { sessionStoreContract } from "./testing/session-store-contract.ts";

describe("createMemorySessionStore", () => {
  const store = createMemorySessionStore();
  sessionStoreContract(() => [store, store]);

  it("says that nobody else sees it, and remembers a bounded number of endings", async () => {
    expect(store.isShared).toBe(false);
    await store.end({ names: ["oldest"], beganUpTo: null, until: 0 });
    for (let index = 0; index < 10_000; index++) {
      await store.end({ names: [`newer-${index}`], beganUpTo: null, until: 0 });
    }
    const isEnded = (name: string) => store.isEnded({ names: [name], beganAt: 0 });
    expect([await isEnded("oldest"), await isEnded("newer-0")]).toEqual([false, true]);
  });
});
