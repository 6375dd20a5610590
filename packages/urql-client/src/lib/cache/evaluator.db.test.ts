import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexModel, type ModelIndex } from "../model/lookup.ts";
import { DECLARED_OPERATORS } from "../testing/declared-operators.ts";
import {
  columnsOfThing,
  conditionsOf,
  everyOperator,
  ordersOf,
  RANDOM_TABLES,
  rowsOf,
  type Json,
} from "../testing/random-rows.ts";
import { fillTables, startScratchApi, type ScratchApi } from "../testing/scratch-api.ts";
import { loadParts } from "./on-demand.ts";
import { readOrder } from "./order-by.ts";
import { matches, type RowView } from "./where.ts";

const seed = Number(process.env["EVALUATOR_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["EVALUATOR_RUNS"] ?? 40);
const QUESTIONS = 25;

const DECIDED = DECLARED_OPERATORS.flatMap(({ names, evaluated }) =>
  evaluated === null ? [] : names.filter((name) => name.startsWith("_")),
);

const SELECTION = `
  house { id name size }
  thing {
    id house_id small n big exact single double flag label code padded at local day clock meta data tags numbers span
  }`;

/** The rows as a page would know them. */
function viewsOf(data: { house: Json[]; thing: Json[] }): RowView[] {
  const view = (table: string, row: Json): RowView => ({
    table,
    column: (name) => row[name],
    related() {
      const house = data.house.find(({ id }) => id === row["house_id"]);
      return house ? view("house", house) : null;
    },
    many: () => ({
      rows: data.thing.filter((each) => each["house_id"] === row["id"]).map((each) => view("thing", each)),
      isComplete: true,
    }),
  });
  return data.thing.map((row) => view("thing", row));
}

/** Counts of what was asked, by operator. */
class Tally {
  readonly #counts = new Map<string, { asked: number; decided: number }>();

  add(names: Iterable<string>, isDecided: boolean): void {
    for (const name of new Set(names)) {
      const count = this.#counts.get(name) ?? { asked: 0, decided: 0 };
      count.asked++;
      if (isDecided) count.decided++;
      this.#counts.set(name, count);
    }
  }

  share(name: string): number {
    const { asked = 0, decided = 0 } = this.#counts.get(name) ?? {};
    return decided / asked;
  }

  toString(): string {
    return [...this.#counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { asked, decided }]) => `${name} ${decided}/${asked}`)
      .join(", ");
  }
}

function operatorsIn(condition: unknown): string[] {
  if (typeof condition !== "object" || condition === null) return [];
  return Object.entries(condition).flatMap(([name, value]) => [
    ...(name.startsWith("_") || name === "count" ? [name] : []),
    ...operatorsIn(value),
  ]);
}

/** A comparison by itself is counted by its operator, a combination by what combines. */
function countedBy(condition: unknown): string[] {
  const names = operatorsIn(condition);
  return names.length === 1 ? names : names.filter((name) => /^(_and|_or|_not|count)$/.test(name));
}

describe.each([false, true])("with exact numbers as strings: %s", (areTexts) => {
  let api: ScratchApi;
  let index: ModelIndex;
  const kinds = columnsOfThing(areTexts);

  beforeAll(async () => {
    await loadParts();
    api = await startScratchApi({
      ...RANDOM_TABLES,
      environment: { HASURA_GRAPHQL_STRINGIFY_NUMERIC_TYPES: String(areTexts) },
    });
    index = indexModel(api.model);
  });
  afterAll(() => api?.close());

  async function know(): Promise<RowView[]> {
    return viewsOf((await api.post(`{ ${SELECTION} }`)) as { house: Json[]; thing: Json[] });
  }

  it(
    `matches says what Postgres says, or nothing (seed ${seed}, ${numRuns} runs)`,
    { timeout: 300_000 },
    async () => {
      const tally = new Tally();
      await fc.assert(
        fc.asyncProperty(
          rowsOf(kinds),
          fc.array(conditionsOf(kinds), { minLength: QUESTIONS, maxLength: QUESTIONS }),
          everyOperator(kinds),
          async (rows, random, every) => {
            const conditions = [...random, ...every];
            await fillTables(api, rows);
            const views = await know();
            const head = conditions.map((_, at) => `$w${at}: thing_bool_exp!`).join(" ");
            const body = conditions.map((_, at) => `w${at}: thing(where: $w${at}) { id }`).join(" ");
            const answer = await api.post(
              `query (${head}) { ${body} }`,
              Object.fromEntries(conditions.map((condition, at) => [`w${at}`, condition])),
            );
            const wrong: unknown[] = [];
            for (const [at, condition] of conditions.entries()) {
              const found = new Set((answer[`w${at}`] as Json[]).map(({ id }) => id));
              for (const view of views) {
                const said = matches(condition, view, index);
                tally.add(["all", ...countedBy(condition)], said !== undefined);
                if (said !== undefined && said !== found.has(view.column("id")))
                  wrong.push({ condition, said, row: rows.thing[views.indexOf(view)] });
              }
            }
            expect(wrong.slice(0, 3)).toEqual([]);
          },
        ),
        { seed, numRuns, endOnFailure: true },
      );
      process.stdout.write(`where: ${String(tally)}\n`);
      expect(tally.share("all")).toBeGreaterThan(0.7);
      const rarely = [...DECIDED, "count"].filter((name) => !(tally.share(name) > 0.15));
      expect(rarely).toEqual([]);
    },
  );

  it(
    `readOrder says what Postgres says, or nothing (seed ${seed}, ${numRuns} runs)`,
    { timeout: 300_000 },
    async () => {
      const tally = new Tally();
      await fc.assert(
        fc.asyncProperty(
          rowsOf(kinds),
          fc.array(ordersOf(kinds), { minLength: QUESTIONS, maxLength: QUESTIONS }),
          async (rows, orders) => {
            await fillTables(api, rows);
            const views = new Map((await know()).map((view) => [view.column("id"), view]));
            const head = orders.map((_, at) => `$o${at}: [thing_order_by!]!`).join(" ");
            const body = orders.map((_, at) => `o${at}: thing(order_by: $o${at}) { id }`).join(" ");
            const answer = await api.post(
              `query (${head}) { ${body} }`,
              Object.fromEntries(orders.map((order, at) => [`o${at}`, order])),
            );
            const wrong: unknown[] = [];
            for (const [at, order] of orders.entries()) {
              const compare = readOrder(order, index);
              const sorted = (answer[`o${at}`] as Json[]).map(({ id }) => views.get(id)!);
              for (const [position, a] of sorted.entries()) {
                for (const b of sorted.slice(position + 1)) {
                  const said = compare?.(a, b);
                  tally.add(["all", Object.keys(order[0]!)[0]!], said !== undefined);
                  if (said !== undefined && said >= 0)
                    wrong.push({ order, a: a.column("id"), b: b.column("id"), rows: rows.thing });
                }
              }
            }
            expect(wrong.slice(0, 3)).toEqual([]);
          },
        ),
        { seed, numRuns, endOnFailure: true },
      );
      process.stdout.write(`order_by: ${String(tally)}\n`);
      expect(tally.share("all")).toBeGreaterThan(0.6);
    },
  );
});
