import { describe, expect, it } from "vitest";
import { RotationMemo } from "./rotation-memo.ts";
import type { SealedSession } from "./session-record.ts";

function session(sid: string, generation: number): SealedSession {
  const record = {
    sid,
    userId: "auth0|ada",
    generation,
    createdAt: 0,
    rotatedAt: 0,
    accessToken: "",
    tokenExpiresAt: 0,
    refreshToken: null,
    providerSid: null,
    authTime: null,
    user: null,
  };
  return { record, sealed: `${sid}:${generation}`, keyId: "k1" };
}

describe("RotationMemo", () => {
  const setUp = () => {
    const clock = { now: 0 };
    return { clock, memo: new RotationMemo(60_000, () => clock.now) };
  };

  it("remembers a successor until it was presented, and a minute longer", () => {
    const { clock, memo } = setUp();
    const [old, successor] = [session("a", 0), session("a", 1)];
    memo.learn(successor);
    clock.now += 10 * 3600_000;
    expect(memo.present(old.record)).toBe(successor);
    expect(memo.present(successor.record)).toBeNull();
    clock.now += 59_999;
    expect(memo.newer(old.record)).toBe(successor);
    clock.now += 2;
    expect(memo.newer(old.record)).toBeNull();
  });

  it("starts over when an older cookie shows up after all", () => {
    const { clock, memo } = setUp();
    memo.learn(session("a", 1));
    memo.present(session("a", 1).record);
    clock.now += 30_000;
    memo.present(session("a", 0).record);
    clock.now += 3600_000;
    expect(memo.present(session("a", 0).record)?.record.generation).toBe(1);
  });

  it("never goes back to an older generation", () => {
    const { memo } = setUp();
    memo.learn(session("a", 3));
    memo.learn(session("a", 2));
    expect(memo.newer(session("a", 0).record)?.record.generation).toBe(3);
  });

  it("remembers a bounded number of sessions, the ones last used", () => {
    const { memo } = setUp();
    memo.learn(session("first", 1));
    for (let index = 0; index < 20_000; index++) {
      memo.learn(session(`s${index}`, 1));
      if (index % 1000 === 0) memo.newer(session("first", 0).record);
    }
    expect(memo.newer(session("first", 0).record)).not.toBeNull();
    expect(memo.newer(session("s0", 0).record)).toBeNull();
    expect(memo.newer(session("s19999", 0).record)).not.toBeNull();
  });
});
