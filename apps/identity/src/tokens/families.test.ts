import { openStore, type Store } from "@potluck/file-store";
import { beforeEach, describe, expect, it } from "vitest";
import { createClock, type Clock } from "../clock.ts";
import { createFamilies, MAX_FAMILIES, type Families } from "./families.ts";
import { exchange } from "./rotation.ts";

let store: Store;
let clock: Clock;
let families: Families;
let ends: string[];
beforeEach(async () => {
  store = await openStore(undefined);
  clock = createClock();
  ends = [];
  families = createFamilies(store, clock, (cause) => ends.push(cause));
});

/** One sign-in a second. */
async function signIn(grantId: string, clientId = "web"): Promise<void> {
  clock.setOffset(clock.offsetMs + 1000);
  await families.add({ id: `${grantId}-0`, grantId, accountId: "auth0|ada", clientId });
}

async function rotate(grantId: string, from: number): Promise<void> {
  clock.setOffset(clock.offsetMs + 1000);
  const parent = `${grantId}-${from}`;
  await families.keep(grantId, {
    ...families.of(grantId)!,
    ...exchange(families.of(grantId)!, parent, clock.now()),
  });
  const token = { grantId, accountId: "auth0|ada", clientId: "web", parent };
  await families.add({ id: `${grantId}-${from + 1}`, ...token });
}

describe("createFamilies", () => {
  it("trap 21: keeps 200 families for a person and application, and ends the one whose token is the oldest", async () => {
    for (let index = 0; index < MAX_FAMILIES; index += 1) await signIn(`g${index}`);
    await rotate("g0", 0);
    expect(ends).toEqual([]);
    await signIn("one-more");
    expect(ends).toEqual(["evicted"]);
    const lives = ["g0", "g1", "g2", "one-more"].map((grantId) => families.of(grantId) !== undefined);
    expect(lives).toEqual([true, false, true, true]);
    await signIn("elsewhere", "another-application");
    expect(ends).toEqual(["evicted"]);
  });

  it("does not bring a family back that ended while its token was exchanged", async () => {
    await signIn("g");
    await families.end("g", "control");
    await families.add({
      id: "g-1",
      grantId: "g",
      accountId: "auth0|ada",
      clientId: "web",
      parent: "g-0",
    });
    expect(families.of("g")).toBeUndefined();
  });

  it("counts a family once, however many ask it to end at the same time", async () => {
    await signIn("g");
    await Promise.all([1, 2, 3].map(() => families.end("g", "reused")));
    expect(ends).toEqual(["reused"]);
  });
});
