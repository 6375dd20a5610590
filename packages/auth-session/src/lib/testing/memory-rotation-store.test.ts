import { describe } from "vitest";
import { createMemoryRotationStore } from "./memory-rotation-store.ts";
import { rotationStoreContract } from "./rotation-store-contract.ts";

describe("createMemoryRotationStore", () => {
  const store = createMemoryRotationStore();
  rotationStoreContract(() => [store, store]);
});
