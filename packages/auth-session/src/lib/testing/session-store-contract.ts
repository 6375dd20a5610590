import fc from "fast-check";
import { expect, it } from "vitest";
import type { Ending, NamedSession, SessionStore } from "../session-store.ts";
import { isConcerned } from "../session-store.ts";

/**
 * What every session store does. Call it inside a `describe`.
 *
 * @param stores Gives stores that share their rows: what several processes would each have.
 */
export function sessionStoreContract(stores: () => readonly [SessionStore, SessionStore]): void {
  let count = 0;
  const fresh = () => `name-${++count}`;
  const until = Date.now() + 3_600_000;

  it("knows of a session that ended by any of its names, and of no other", async () => {
    const [one, other] = stores();
    const names = [fresh(), fresh(), fresh()];
    expect(await one.isEnded({ names, beganAt: 1000 })).toBe(false);
    await one.end({ names: [names[1] ?? "", fresh()], beganUpTo: null, until });
    expect(await other.isEnded({ names, beganAt: 1000 })).toBe(true);
    expect(await other.isEnded({ names: [fresh(), names[0] ?? ""], beganAt: 1000 })).toBe(false);
    expect(await other.isEnded({ names: [], beganAt: 1000 })).toBe(false);
  });

  it("ends what began up to a time, and lets live what began later", async () => {
    const [one, other] = stores();
    const name = fresh();
    await one.end({ names: [name], beganUpTo: 5000, until });
    const ended = (beganAt: number) => other.isEnded({ names: [name], beganAt });
    expect([await ended(4999), await ended(5000), await ended(5001)]).toEqual([true, true, false]);
  });

  it("tells every process of an ending, and what it is", async () => {
    const heard: unknown[][] = [[], []];
    const stops = stores().map((store, index) =>
      store.subscribe({ ended: (ending) => heard[index]?.push(ending), unsure: () => undefined }),
    );
    const ending = { names: [fresh(), fresh()], beganUpTo: 7000 };
    // Listening begins some time after the call; until it does, an ending may go unheard and `unsure` follows.
    await expect
      .poll(async () => {
        await stores()[0].end({ ...ending, until });
        return heard.every((list) => list.length > 0);
      })
      .toBe(true);
    for (const list of heard) expect(list[0]).toEqual(ending);
    for (const stop of stops) stop();
  });

  it("agrees with the definition about every mixture of endings", async () => {
    const name = fc.nat(5);
    const time = fc.integer({ min: 1, max: 9 });
    const ending = fc.record({
      names: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
      beganUpTo: fc.option(time),
    });
    const session = fc.record({ names: fc.uniqueArray(name, { maxLength: 3 }), beganAt: time });
    await fc.assert(
      fc.asyncProperty(
        fc.array(ending, { maxLength: 6 }),
        fc.array(session, { maxLength: 4 }),
        async (endings, sessions) => {
          const salt = fresh();
          const salted = (numbers: number[]) => numbers.map((number) => `${salt}-${number}`);
          const recorded: Ending[] = endings.map((one) => ({ ...one, names: salted(one.names), until }));
          for (const [index, one] of recorded.entries()) await stores()[index % 2 === 0 ? 0 : 1].end(one);
          for (const { names, beganAt } of sessions) {
            const named: NamedSession = { names: salted(names), beganAt };
            const expected = recorded.some((one) => isConcerned(one, named));
            for (const store of stores()) expect(await store.isEnded(named)).toBe(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
}
