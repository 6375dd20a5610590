import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestTenant, type TestTenant } from "../testing/tenant.ts";

const SEED = Number(process.env["PROPERTY_SEED"] ?? Date.now() % 2 ** 31);
const OVERLAP_S = 30;

/** Which of the tokens known so far are shown at the same time, and how long nobody does anything before that. */
const round = fc.record({
  shown: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 }),
  pauseS: fc.constantFrom(0, 0, 1, OVERLAP_S - 1, OVERLAP_S + 1),
});
const rounds = fc.array(round, { minLength: 2, maxLength: 7 });

interface Token {
  value: unknown;
  exchanges: number;
}

let strict: TestTenant;
let lenient: TestTenant;
beforeAll(async () => {
  strict = await startTestTenant({ rotationOverlap: 0 });
  lenient = await startTestTenant({ rotationOverlap: OVERLAP_S });
});
afterAll(async () => {
  await strict.stop();
  await lenient.stop();
});

/** Plays the rounds on a family of its own, and looks after each at what holds whatever the order of arrival was. */
async function play(
  tenant: TestTenant,
  script: readonly { shown: number[]; pauseS: number }[],
): Promise<Token[]> {
  const first = (await tenant.signIn()).body.refresh_token;
  const tokens: Token[] = [{ value: first, exchanges: 0 }];
  let isDead = false;
  let clockMs = 0;
  for (const { shown, pauseS } of script) {
    clockMs += pauseS * 1000;
    await tenant.controls.setClockOffset(clockMs);
    const used = shown.map((at) => tokens[at % tokens.length]!);
    const answers = await Promise.all(used.map(({ value }) => tenant.refresh(value)));
    const accepted = answers.filter(({ status }) => status === 200);
    expect(answers.every(({ status }) => status === 200 || status === 403)).toBe(true);
    // A dead family stays dead.
    expect(isDead ? accepted : []).toEqual([]);
    isDead ||= accepted.length < answers.length;
    for (const [at, { status, body }] of answers.entries()) {
      if (status !== 200) continue;
      used[at]!.exchanges += 1;
      tokens.push({ value: body.refresh_token, exchanges: 0 });
    }
  }
  await tenant.controls.reset();
  return tokens;
}

describe(`families of refresh tokens under parallel exchanges (PROPERTY_SEED=${SEED})`, () => {
  it("never exchange a token twice without overlap", async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        for (const { exchanges } of await play(strict, script)) expect(exchanges).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });

  it("stay dead once a token was refused, and never give the same token twice, with overlap", async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        const values = (await play(lenient, script)).map(({ value }) => value);
        expect(new Set(values).size).toBe(values.length);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });

  it("take no token from before the last but one round of exchanges, with overlap", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 5 }), fc.nat({ max: 20 }), async (generations, choice) => {
        const values = [(await lenient.signIn()).body.refresh_token];
        for (let made = 0; made < generations; made += 1)
          values.push((await lenient.refresh(values.at(-1))).body.refresh_token);
        const at = choice % values.length;
        const { status } = await lenient.refresh(values[at]);
        // The latest, or the one that it was made from.
        expect(status).toBe(at >= generations - 1 ? 200 : 403);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });
});
