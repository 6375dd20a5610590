import { describe, expect, it } from "vitest";
import { createFaultInjector } from "./fault-injector.ts";
import { noFaults, parseFaults } from "./faults.ts";

const exchange = (credential = "t") => ({
  endpoint: "token" as const,
  grant: "refresh_token" as const,
  credential,
});

describe("createFaultInjector", () => {
  it("repeats its draws for the same seed, and not for another", () => {
    const draw = (seed: number) => {
      const injector = createFaultInjector(parseFaults({ seed, serverError: 0.3, loseAnswer: 0.3 }));
      return Array.from({ length: 50 }, () => injector.forRequest(exchange()));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("draws one fault as before when another is added", () => {
    const lost = (more: object) => {
      const injector = createFaultInjector(parseFaults({ loseAnswer: 0.5, ...more }));
      return Array.from({ length: 50 }, () => injector.forRequest(exchange())?.loseAnswer ?? false);
    };
    expect(lost({ delay: 1, delayMs: 1 })).toEqual(lost({}));
  });

  it.each(["dropBefore", "tooManyRequests", "serverError", "forbidden", "invalidGrant"] as const)(
    "makes %s happen about as often as asked",
    (name) => {
      const injector = createFaultInjector(parseFaults({ [name]: 0.1 }));
      const drawn = Array.from({ length: 2000 }, () => injector.forRequest(exchange())?.refuse);
      const count = drawn.filter((refusal) => refusal === name).length;
      expect(count).toBeGreaterThan(140);
      expect(count).toBeLessThan(260);
    },
  );

  it("does nothing when nothing is set", () => {
    expect(createFaultInjector(noFaults).forRequest(exchange())).toBeUndefined();
  });

  it("concerns the grants and endpoints that are named, and invalidGrant the token endpoint only", () => {
    const injector = createFaultInjector(
      parseFaults({ invalidGrant: 1, endpoints: ["token", "revoke"], grants: ["refresh_token"] }),
    );
    expect(injector.forRequest(exchange())?.refuse).toBe("invalidGrant");
    expect(injector.forRequest({ endpoint: "token", grant: "authorization_code" })).toBeUndefined();
    expect(injector.forRequest({ endpoint: "token", grant: "other" })).toBeUndefined();
    expect(injector.forRequest({ endpoint: "revoke" })).toBeUndefined();
    expect(injector.forRequest({ endpoint: "keySet" })).toBeUndefined();
  });

  it("stops after so many times", () => {
    const injector = createFaultInjector(parseFaults({ serverError: 1, times: 2 }));
    const drawn = [1, 2, 3].map(() => injector.forRequest(exchange())?.refuse);
    expect(drawn).toEqual(["serverError", "serverError", undefined]);
    expect(injector.faults.times).toBe(0);
  });

  it("spares a credential that is shown again", () => {
    const injector = createFaultInjector(parseFaults({ loseAnswer: 1, firstUseOnly: true }));
    const lost = ["a", "a", "b", "a", "b"].map((token) => injector.forRequest(exchange(token)) !== undefined);
    expect(lost).toEqual([true, false, true, false, false]);
  });
});

describe("parseFaults", () => {
  it("keeps what is not given", () => {
    expect(parseFaults({ delay: 0.5 }, { ...noFaults, times: 3 })).toMatchObject({ delay: 0.5, times: 3 });
  });

  it.each([[{ delay: 2 }], [{ dealy: 0.5 }], [{ endpoints: ["tokens"] }], ["down"], [null]])(
    "refuses %j",
    (given) => {
      expect(() => parseFaults(given)).toThrow(TypeError);
    },
  );
});
