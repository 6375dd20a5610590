import { gql } from "@urql/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBrowserClient } from "../browser/client.ts";
import { mutations, PREDICTED_TABLES, startRows, type RandomMutation } from "../testing/random-mutations.ts";
import type { Json } from "../testing/random-rows.ts";
import { fillTables, startScratchApi, type ScratchApi } from "../testing/scratch-api.ts";
import { loadParts } from "./on-demand.ts";
import { isEqualJson } from "./jsonb.ts";
import { compareValues } from "./values.ts";

const seed = Number(process.env["PREDICTION_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["PREDICTION_RUNS"] ?? 25);
const MUTATIONS = 8;

const PAGE = `
  query Page {
    thing(order_by: [{ n: asc }, { id: asc }]) {
      id slug n big exact double single done label at meta data owner house_id
      house { id name }
      badge { id text }
    }
    first: thing(where: { done: { _eq: false } }, order_by: [{ n: desc }, { id: asc }], limit: 2) { id }
    house(order_by: { id: asc }) {
      id name size
      things(where: { done: { _eq: false } }, order_by: [{ slug: asc_nulls_first }, { id: asc }]) { id }
      things_aggregate { aggregate { count } }
    }
    badge(order_by: { id: asc }) { id text thing_id thing { id } }
  }`;

/** Every row of an answer by name and key, and every list as the keys in it. */
function partsOf(page: Json): Map<string, unknown> {
  const parts = new Map<string, unknown>();
  for (const [name, rows] of Object.entries(page)) {
    if (name.startsWith("__")) continue;
    parts.set(
      `list ${name}`,
      (rows as Json[]).map(({ id }) => id),
    );
    for (const row of name === "first" ? [] : (rows as Json[])) {
      const { things, things_aggregate: counted, ...own } = row;
      parts.set(`row ${name} ${String(row["id"])}`, own);
      if (things)
        parts.set(
          `list things of ${String(row["id"])}`,
          (things as Json[]).map(({ id }) => id),
        );
      if (counted)
        parts.set(
          `count of ${String(row["id"])}`,
          (counted as { aggregate: { count: number } }).aggregate.count,
        );
    }
  }
  return parts;
}

// The same instant is written in several ways.
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value ?? null), (name, each: unknown) =>
      name === "__typename" ? undefined : each,
    );
  const [left, right] = [plain(a), plain(b)] as [Json | null, Json | null];
  if (typeof left !== "object" || typeof right !== "object" || !left || !right)
    return isEqualJson(left, right);
  const [leftAt, rightAt] = [left["at"], right["at"]];
  if (leftAt && rightAt && compareValues("timestamptz", leftAt, rightAt) === 0)
    return isEqualJson({ ...left, at: null }, { ...right, at: null });
  return isEqualJson(left, right);
}

function signal() {
  let give!: () => void;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give };
}

describe("createCacheConfig against hasura-local", () => {
  let api: ScratchApi;

  beforeAll(async () => {
    await loadParts();
    api = await startScratchApi(PREDICTED_TABLES);
  });
  afterAll(() => api?.close());

  /** What the page shows before the mutation is sent, and once it is answered. */
  async function paint({ document, variables }: RandomMutation) {
    const sent = signal();
    const go = signal();
    const client = createBrowserClient({
      url: api.url,
      wsUrl: "ws://127.0.0.1:1",
      model: api.model,
      user: "ada",
      fetchOptions: { headers: api.headers },
      async fetch(url, init) {
        if (typeof init?.body === "string" && init.body.includes("mutation")) {
          sent.give();
          await go.given;
        }
        return fetch(url, init);
      },
    });
    try {
      const page = client.open(gql<Json, Json>(PAGE), {});
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (page.get().data) resolve();
        };
        page.subscribe(look, false);
        look();
      });
      const done = client.mutate(gql<Json, Json>(document), variables);
      await sent.given;
      const painted = structuredClone(page.get().data!);
      go.give();
      const { ok } = await done;
      return { ok, painted, settled: structuredClone(page.get().data!) };
    } finally {
      client.dispose();
    }
  }

  it(`paints what the API will answer (seed ${seed}, ${numRuns} runs)`, { timeout: 300_000 }, async () => {
    const counts = new Map<
      string,
      { parts: number; right: number; settledRight: number; rejected: number }
    >();
    const wrong: string[] = [];
    await fc.assert(
      fc.asyncProperty(
        startRows,
        fc.array(mutations, { minLength: MUTATIONS, maxLength: MUTATIONS }),
        async (rows, list) => {
          await fillTables(api, rows);
          for (const mutation of list) {
            const before = partsOf(await api.post(PAGE));
            const { ok, painted, settled } = await paint(mutation);
            const after = partsOf(await api.post(PAGE));
            const count = counts.get(mutation.kind) ?? { parts: 0, right: 0, settledRight: 0, rejected: 0 };
            counts.set(mutation.kind, count);
            if (!ok) {
              count.rejected++;
              continue;
            }
            const shown = partsOf(painted);
            const later = partsOf(settled);
            for (const name of new Set([...before.keys(), ...after.keys(), ...shown.keys()])) {
              const isTouched =
                !isSame(before.get(name), after.get(name)) || !isSame(before.get(name), shown.get(name));
              // Counts follow what is inserted and deleted.
              const isCounted = !name.startsWith("count") || /insert|delete/.test(mutation.kind);
              // What follows the last row of a full list is not known: no row takes the place of one that leaves.
              const isCut =
                name === "list first" &&
                (before.get(name) as unknown[]).length === 2 &&
                !/insert/.test(mutation.kind);
              if (!isTouched || isCut || !isCounted) continue;
              count.parts++;
              if (isSame(later.get(name), after.get(name))) count.settledRight++;
              if (isSame(shown.get(name), after.get(name))) count.right++;
              else if (wrong.length < 20)
                wrong.push(
                  JSON.stringify({
                    ...mutation,
                    name,
                    before: before.get(name),
                    shown: shown.get(name),
                    after: after.get(name),
                  }),
                );
            }
          }
        },
      ),
      { seed, numRuns, endOnFailure: true },
    );
    const sum = (pick: "parts" | "right" | "settledRight"): number =>
      [...counts.values()].reduce((total, count) => total + count[pick], 0);
    process.stdout.write(
      `predicted: ${sum("right")} of ${sum("parts")}; ${JSON.stringify(Object.fromEntries(counts))}\n`,
    );
    expect(sum("parts")).toBeGreaterThan(numRuns * 5);
    const tooOften = [...counts].filter(([, { parts, right }]) => right < parts * 0.95);
    if (sum("right") < sum("parts") * 0.99 || tooOften.length > 0)
      process.stdout.write(`${wrong.join("\n")}\n`);
    expect(sum("right") / sum("parts")).toBeGreaterThanOrEqual(0.99);
    expect(tooOften).toEqual([]);
  });
});
