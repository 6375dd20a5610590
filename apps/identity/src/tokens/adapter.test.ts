import { openStore } from "@potluck/file-store";
import { describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { createAdapter } from "./adapter.ts";
import { createFamilies } from "./families.ts";

describe("createAdapter", () => {
  it("lets only one of two exchanges pass that both found the token unused", async () => {
    const store = await openStore(undefined);
    const clock = createClock();
    const ends: string[] = [];
    const families = createFamilies(store, clock, (cause) => ends.push(cause));
    await store.set("Grant:g", {});
    const tokens = createAdapter({ store, clock, families, rotationOverlap: 0 })("RefreshToken");
    await tokens.upsert("t", { grantId: "g", accountId: "auth0|ada", clientId: "web" }, 60);
    const found = await Promise.all([tokens.find("t"), tokens.find("t")]);
    expect(found.map((payload) => payload?.consumed)).toEqual([undefined, undefined]);
    const outcomes = await Promise.allSettled([tokens.consume("t"), tokens.consume("t")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect([await tokens.find("t"), store.get("Grant:g")]).toEqual([undefined, undefined]);
    expect(ends).toEqual(["reused"]);
  });
});
