import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRestaurant } from "../restaurants/catalogue.ts";
import type { ClientAnswer, PartnerState } from "../testing/client.ts";
import { startTestPartner, type TestPartner } from "../testing/partner.ts";

const SEED = Number(process.env["PROPERTY_SEED"] ?? Date.now() % 2 ** 31);
const STAY = 2 * 3_600_000;

type Request = { reference: string; sequence: number; times: number } & (
  | { kind: "ask"; restaurant: string; hour: number; partySize: number }
  | { kind: "withdraw" }
);

const shared = {
  reference: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  sequence: fc.integer({ min: 1, max: 4 }),
  /** How often it is sent. */
  times: fc.integer({ min: 1, max: 3 }),
};
const ask = fc.record({
  ...shared,
  kind: fc.constant("ask" as const),
  // One decides at once and one later; both have few big tables.
  restaurant: fc.constantFrom("osteria-lucia", "nori-and-ash"),
  hour: fc.constantFrom(19, 19.5, 20, 21),
  partySize: fc.constantFrom(2, 5, 6),
});
const withdraw = fc.record({ ...shared, kind: fc.constant("withdraw" as const) });
const requests = fc.array(fc.oneof({ weight: 4, arbitrary: ask }, { weight: 1, arbitrary: withdraw }), {
  minLength: 4,
  maxLength: 24,
}) as fc.Arbitrary<Request[]>;

function send({ client }: TestPartner, request: Request, key: string): Promise<ClientAnswer> {
  const { reference, sequence } = request;
  if (request.kind === "withdraw") return client.withdraw(reference, key, sequence);
  const startsAt = new Date(Date.parse("2026-11-19T00:00:00Z") + request.hour * 3_600_000).toISOString();
  return client.ask(reference, key, {
    sequence,
    restaurant: request.restaurant,
    startsAt,
    partySize: request.partySize,
  });
}

/** Nobody sits at a table that somebody else has, or that is too small, and the tables agree with the reservations. */
function checkTables({ reservations, tables }: PartnerState): void {
  for (const { holds } of tables) {
    const starts = holds.map(({ startsAt }) => Date.parse(startsAt)).toSorted((a, b) => a - b);
    for (const [index, start] of starts.slice(1).entries())
      expect(start - (starts[index] ?? 0)).toBeGreaterThanOrEqual(STAY);
  }
  const held = tables.flatMap(({ restaurant, table, holds }) =>
    holds.map(({ clientReference, startsAt }) => `${clientReference} ${restaurant} ${table} ${startsAt}`),
  );
  const confirmed = reservations.filter(({ status }) => status === "confirmed");
  expect(held.toSorted()).toEqual(
    confirmed
      .map(
        ({ clientReference, wish, table }) =>
          `${clientReference} ${wish?.restaurant} ${table} ${wish?.startsAt}`,
      )
      .toSorted(),
  );
  for (const { wish, table } of confirmed)
    expect(findRestaurant(wish?.restaurant ?? "")?.tables[table ?? -1]).toBeGreaterThanOrEqual(
      wish?.partySize ?? 0,
    );
}

describe("a desk under interleaved requests", () => {
  it(`never gives two parties one table, keeps the last wish, and remembers all of it (seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 6 }), async (sent, together) => {
        const dataDir = await mkdtemp(join(tmpdir(), "booking-partner-"));
        const partner = await startTestPartner({ dataDir, thinkMs: 2 });
        try {
          const answers = new Map<string, ClientAnswer[]>();
          const deliveries = sent.flatMap((request, index) =>
            Array.from({ length: request.times }, () => ({ request, key: `key-${index}` })),
          );
          for (let at = 0; at < deliveries.length; at += together) {
            await Promise.all(
              deliveries.slice(at, at + together).map(async ({ request, key }) => {
                const answer = await send(partner, request, key);
                answers.set(key, [...(answers.get(key) ?? []), answer]);
              }),
            );
            checkTables(await partner.client.state());
          }
          const settled = async () =>
            (await partner.client.state()).reservations.every(({ status }) => status !== "pending");
          await expect.poll(settled, { interval: 5 }).toBe(true);

          const state = await partner.client.state();
          checkTables(state);
          for (const same of answers.values()) {
            const decided = same.filter(({ status }) => status < 300);
            expect(new Set(decided.map(({ body }) => JSON.stringify(body))).size).toBeLessThanOrEqual(1);
          }
          for (const { clientReference, sequence } of state.reservations) {
            const wishes = sent.filter(({ reference }) => reference === clientReference);
            expect(sequence).toBe(Math.max(...wishes.map((request) => request.sequence)));
          }
          await partner.restart();
          const { reservations, tables } = await partner.client.state();
          expect({ reservations, tables }).toEqual({
            reservations: state.reservations,
            tables: state.tables,
          });
        } finally {
          await partner.stop();
          await rm(dataDir, { recursive: true });
        }
      }),
      { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 20), seed: SEED, endOnFailure: true },
    );
  }, 120_000);
});
