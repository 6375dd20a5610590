import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { RotationStore } from "../rotation-store.ts";

const KEEP_MS = 60_000;

/**
 * What every rotation store does. Call it inside a `describe`.
 *
 * @param stores Gives stores that share their rows: what several processes would each have.
 */
export function rotationStoreContract(stores: () => readonly [RotationStore, RotationStore]): void {
  let count = 0;
  const fresh = () => `key-${++count}`;
  const rotation = (sealed: string, session: string, generation: number) => {
    return { sealed, session, generation, until: Date.now() + 3_600_000 };
  };

  it("lets one of many exchange, keeps the others waiting, and hands them the result", async () => {
    const key = fresh();
    const owners = Array.from({ length: 20 }, (_, index) => `owner-${index}`);
    const claims = await Promise.all(
      owners.map((owner, index) => stores()[index % 2 === 0 ? 0 : 1].claim(key, owner, 10_000)),
    );
    expect(claims.filter((claim) => claim?.state === "won")).toHaveLength(1);
    expect(claims.filter((claim) => claim?.state === "busy")).toHaveLength(19);
    const winner = owners[claims.findIndex((claim) => claim?.state === "won")] ?? "";
    const [one, other] = stores();
    expect(await other.find(key)).toBeUndefined();
    expect(await one.publish(key, winner, rotation("sealed-1", fresh(), 1), KEEP_MS)).toBe(true);
    expect(await other.claim(key, "late", 10_000)).toEqual({ state: "done", sealed: "sealed-1" });
    expect(await other.find(key)).toBe("sealed-1");
  });

  it("gives a claim to the next one when its owner is silent for too long, and fences the owner off", async () => {
    const [one, other] = stores();
    const key = fresh();
    expect(await one.claim(key, "silent", 20)).toEqual({ state: "won" });
    await expect.poll(() => other.claim(key, "next", 10_000)).toEqual({ state: "won" });
    const session = fresh();
    expect(await one.publish(key, "silent", rotation("late", session, 1), KEEP_MS)).toBe(false);
    expect(await one.release(key, "silent")).toBe(false);
    expect(await other.publish(key, "next", rotation("next", session, 1), KEEP_MS)).toBe(true);
    expect(await one.find(key)).toBe("next");
  });

  it("answers the same when it is asked again after a failure", async () => {
    const [one, other] = stores();
    const key = fresh();
    expect(await one.claim(key, "owner", 10_000)).toEqual({ state: "won" });
    expect(await one.claim(key, "owner", 10_000)).toEqual({ state: "won" });
    expect(await one.publish(key, "owner", rotation("sealed", fresh(), 1), KEEP_MS)).toBe(true);
    expect(await one.publish(key, "owner", rotation("other", fresh(), 1), KEEP_MS)).toBe(false);
    expect(await other.find(key)).toBe("sealed");
  });

  it("lets the next one try at once when a claim is given back", async () => {
    const [one, other] = stores();
    const key = fresh();
    await one.claim(key, "owner", 10_000);
    expect(await other.release(key, "somebody else")).toBe(false);
    expect(await other.claim(key, "next", 10_000)).toEqual({ state: "busy" });
    expect(await one.release(key, "owner")).toBe(true);
    expect(await other.claim(key, "next", 10_000)).toEqual({ state: "won" });
  });

  it("keeps a result until its successor was presented, and then for as long as it was told", async () => {
    const [one, other] = stores();
    const session = fresh();
    const keys = [fresh(), fresh(), fresh()];
    for (const [index, key] of keys.entries()) {
      await one.claim(key, "owner", 10_000);
      await one.publish(key, "owner", rotation(`sealed-${index + 1}`, session, index + 1), 50);
    }
    await delay(100);
    const found = () => Promise.all(keys.map((key) => other.find(key)));
    expect(await found()).toEqual(["sealed-1", "sealed-2", "sealed-3"]);
    await other.presented(session, 2);
    await expect.poll(found).toEqual([undefined, undefined, "sealed-3"]);
    // What was forgotten can be claimed like anything else.
    expect(await one.claim(keys[0] ?? "", "again", 10_000)).toEqual({ state: "won" });
  });

  it("does not keep a result for longer when its successor is presented again", async () => {
    const [one] = stores();
    const [key, session] = [fresh(), fresh()];
    await one.claim(key, "owner", 10_000);
    await one.publish(key, "owner", rotation("sealed", session, 1), 300);
    const started = Date.now();
    while ((await one.find(key)) !== undefined) {
      expect(Date.now() - started).toBeLessThan(20_000);
      await one.presented(session, 1);
      await delay(20);
    }
  });

  it("never has two owners at a time, whatever they do and in whatever order", async () => {
    const action = fc.record({ who: fc.nat(3), what: fc.constantFrom("claim", "publish", "release", "die") });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (actions) => {
        const key = fresh();
        const session = fresh();
        let holder: number | null = null;
        let result: string | null = null;
        for (const { who, what } of actions) {
          const store = stores()[who % 2 === 0 ? 0 : 1];
          const owner = `owner-${who}`;
          const isHolder = holder === who && result === null;
          let told: unknown;
          let expected: unknown;
          if (what === "claim") {
            const claim = await store.claim(key, owner, 600_000);
            told = claim;
            if (result !== null) expected = { state: "done", sealed: result };
            else expected = { state: holder === null || holder === who ? "won" : "busy" };
            if (claim.state === "won") holder = who;
          } else if (what === "publish") {
            [told, expected] = [
              await store.publish(key, owner, rotation(owner, session, 1), KEEP_MS),
              isHolder,
            ];
            if (told === true) result = owner;
          } else if (what === "release") {
            [told, expected] = [await store.release(key, owner), isHolder];
            if (told === true) holder = null;
          }
          expect(told).toEqual(expected);
          expect(await store.find(key)).toBe(result ?? undefined);
        }
      }),
      { numRuns: 60 },
    );
  });
}
