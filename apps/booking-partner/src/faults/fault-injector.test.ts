import { describe, expect, it } from "vitest";
import { createFaultInjector } from "./fault-injector.ts";
import { noFaults, parseFaults } from "./faults.ts";

describe("createFaultInjector", () => {
  it("repeats its draws for the same seed, and not for another", () => {
    const draw = (seed: number) => {
      const injector = createFaultInjector(
        parseFaults({ seed, unavailable: 0.3, loseAnswer: 0.3, hang: 0.3 }),
      );
      return Array.from({ length: 50 }, () => injector.forRequest());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it.each([
    ["unavailable", (fault: ReturnType<typeof first>) => fault.refuse === "unavailable"],
    ["tooManyRequests", (fault: ReturnType<typeof first>) => fault.refuse === "too-many-requests"],
    ["hang", (fault: ReturnType<typeof first>) => fault.hang !== undefined],
    ["loseAnswer", (fault: ReturnType<typeof first>) => fault.loseAnswer],
  ] as const)("makes %s happen about as often as asked", (name, happened) => {
    const injector = createFaultInjector(parseFaults({ [name]: 0.1 }));
    const count = Array.from({ length: 2000 }, () => injector.forRequest()).filter(happened).length;
    expect(count).toBeGreaterThan(140);
    expect(count).toBeLessThan(260);
  });

  it("hangs about half of the time after the decision", () => {
    const injector = createFaultInjector(parseFaults({ hang: 1 }));
    const after = Array.from({ length: 1000 }, () => injector.forRequest()).filter(
      ({ hang }) => hang === "after",
    );
    expect(after.length).toBeGreaterThan(400);
    expect(after.length).toBeLessThan(600);
  });

  it("does nothing when nothing is set", () => {
    const injector = createFaultInjector(noFaults);
    expect(injector.forRequest()).toEqual({
      refuse: undefined,
      hang: undefined,
      loseAnswer: false,
      delayMs: 0,
    });
    expect(injector.forDelivery()).toEqual({ delayMs: 0, againAfterMs: undefined });
  });

  it("lets those who wait go on when the partner is up again", async () => {
    const injector = createFaultInjector(parseFaults({ down: true }));
    let gone = false;
    const waiting = injector.up().then(() => (gone = true));
    injector.set(parseFaults({ down: true, seed: 3 }));
    await Promise.resolve();
    expect([gone, injector.forRequest().refuse]).toEqual([false, "unavailable"]);
    injector.set(noFaults);
    await waiting;
    expect(injector.forRequest().refuse).toBeUndefined();
  });
});

function first() {
  return createFaultInjector(noFaults).forRequest();
}

describe("parseFaults", () => {
  it("keeps what is not given", () => {
    expect(parseFaults({ delay: 0.5 }, { ...noFaults, down: true })).toMatchObject({
      delay: 0.5,
      down: true,
    });
  });

  it.each([[{ delay: 2 }], [{ dealy: 0.5 }], ["down"], [null]])("refuses %j", (given) => {
    expect(() => parseFaults(given)).toThrow(TypeError);
  });
});
