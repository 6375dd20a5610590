import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wishSchema } from "../reservations/wish.ts";
import { schemaOf, statusesOf } from "../testing/contract.ts";
import { startTestPartner, type TestPartner } from "../testing/partner.ts";

const WISH = { sequence: 1, restaurant: "green-room", startsAt: "2026-11-19T18:00:00Z", partySize: 2 };
const PATH = "/v1/reservations/dinner";

interface Row {
  status: number;
  code?: string;
  method: "PUT" | "GET" | "DELETE";
  when: string;
  path?: string;
  key?: string;
  body?: string;
  authorization?: string;
  faults?: object;
}

const put = (status: number, code: string | undefined, when: string, rest: Partial<Row> = {}): Row => ({
  status,
  code,
  when,
  method: "PUT",
  key: `key ${when}`,
  body: JSON.stringify(WISH),
  ...rest,
});
const get = (status: number, code: string | undefined, when: string, rest: Partial<Row> = {}): Row => ({
  status,
  code,
  when,
  method: "GET",
  ...rest,
});
const remove = (status: number, code: string | undefined, when: string, rest: Partial<Row> = {}): Row => ({
  status,
  code,
  when,
  method: "DELETE",
  key: `key ${when}`,
  path: `${PATH}?sequence=3`,
  ...rest,
});
const wish = (change: object) => ({ body: JSON.stringify({ ...WISH, ...change }) });
const other = (name: string) => ({ path: `/v1/reservations/${name}` });

/** In order: each row finds what the rows before have left. */
const rows: readonly Row[] = [
  get(404, "not-found", "nothing is known"),
  put(200, undefined, "asked where decisions are made at once"),
  put(202, undefined, "asked where decisions take a while", {
    ...other("later"),
    ...wish({ restaurant: "nori-and-ash" }),
  }),
  put(200, undefined, "declined", { ...other("declined"), ...wish({ partySize: 50 }) }),
  put(400, "bad-request", "the body is no JSON", { body: "{" }),
  put(400, "bad-request", "nobody comes", wish({ partySize: 0 })),
  put(400, "bad-request", "the time is none", wish({ startsAt: "tonight" })),
  put(400, "bad-request", "there is no key", { key: "" }),
  put(400, "bad-request", "the key is endless", { key: "k".repeat(201) }),
  put(400, "bad-request", "the name is endless", other("n".repeat(101))),
  put(400, "bad-request", "the name cannot be read", other("%E0%A4%A")),
  put(400, "bad-request", "the body is endless", { body: " ".repeat(70_000) }),
  put(401, "unauthorized", "the API key is another one", { authorization: "Bearer somebody-else" }),
  put(404, "not-found", "there is no such restaurant", wish({ restaurant: "the-moon" })),
  put(404, "not-found", "there is nothing at the address", { path: "/v1/tables" }),
  put(200, undefined, "asked for something else", wish({ sequence: 2, partySize: 4 })),
  put(409, "superseded", "a later wish is known", wish({ sequence: 1 })),
  put(409, "superseded", "another wish has this sequence", wish({ sequence: 2, partySize: 6 })),
  put(409, "key-reused", "the key was used", {
    ...wish({ sequence: 3 }),
    key: "key asked for something else",
  }),
  put(429, "too-many-requests", "there are too many requests", { faults: { tooManyRequests: 1 } }),
  put(503, "unavailable", "the partner is down", { faults: { down: true } }),
  get(200, undefined, "something is known"),
  get(400, "bad-request", "the name is endless", other("n".repeat(101))),
  get(401, "unauthorized", "there is no API key", { authorization: "" }),
  get(429, "too-many-requests", "there are too many requests", { faults: { tooManyRequests: 1 } }),
  get(503, "unavailable", "something is wrong", { faults: { unavailable: 1 } }),
  remove(400, "bad-request", "there is no sequence", { path: PATH }),
  remove(400, "bad-request", "the sequence is none", { path: `${PATH}?sequence=1e1` }),
  remove(400, "bad-request", "there is no key", { key: "" }),
  remove(401, "unauthorized", "the scheme is another one", { authorization: "Basic Zm9v" }),
  remove(409, "superseded", "a later wish is known", { path: `${PATH}?sequence=1` }),
  remove(409, "key-reused", "the key was used", { key: "key asked for something else" }),
  remove(429, "too-many-requests", "there are too many requests", { faults: { tooManyRequests: 1 } }),
  remove(503, "unavailable", "the partner is down", { faults: { down: true } }),
  remove(200, undefined, "it is given back"),
  remove(200, undefined, "it was given back before"),
];

describe("the contract", () => {
  let partner: TestPartner;
  beforeAll(async () => {
    partner = await startTestPartner();
  });
  afterAll(() => partner.stop());

  it.each(rows)("$method $status $code when $when", async ({ method, path = PATH, ...row }) => {
    const { client } = partner;
    if (row.faults) await client.setFaults(row.faults);
    const headers: Record<string, string> = {};
    if (row.key !== undefined) headers["idempotency-key"] = row.key;
    if (row.authorization !== undefined) headers["authorization"] = row.authorization;
    const answer = await client.request(path, { method, headers, body: row.body });
    await client.control("POST", "/reset");
    expect([answer.status, answer.body.code]).toEqual([row.status, row.code]);
  });

  it.each(["PUT", "GET", "DELETE"])("has a test for every status of %s", (method) => {
    const tested = new Set(rows.filter((row) => row.method === method).map(({ status }) => String(status)));
    expect([...tested].toSorted()).toEqual(statusesOf(method));
  });

  it("takes the wishes that the contract allows, and no others", () => {
    const described = schemaOf("Wish");
    const field = <Value>(good: fc.Arbitrary<Value>) =>
      fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: fc.anything() });
    const candidate = fc.record(
      {
        sequence: field(fc.integer({ min: -1, max: 9 })),
        restaurant: field(fc.string()),
        startsAt: field(
          fc.constantFrom(
            "2026-11-19T18:00:00Z",
            "2026-11-19T18:00:00.5+01:00",
            "2026-13-01T00:00:00Z",
            "2026-11-19",
          ),
        ),
        partySize: field(fc.integer({ min: -1, max: 52 })),
        note: fc.anything(),
      },
      { requiredKeys: [] },
    );
    let taken = 0;
    fc.assert(
      fc.property(candidate, (body) => {
        const ours = wishSchema.safeParse(body).success;
        taken += ours ? 1 : 0;
        expect(ours).toBe(described.safeParse(body).success);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
