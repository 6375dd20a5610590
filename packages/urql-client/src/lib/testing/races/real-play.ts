import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { stringifyDocument, type TypedDocumentNode } from "@urql/core";
import type { BrowserClientOptions } from "../../browser/options.ts";
import { AddItem, ChangeVotedItem, RemoveItem } from "../documents.ts";
import type { ScratchApi } from "../scratch-api.ts";
import type { RowState } from "./database.ts";
import { QUERIES } from "./documents.ts";
import { createJudge, type Flicker, type Judge } from "./judge.ts";
import type { OwnWrite } from "./own-write.ts";
import { createRandom, type Random } from "./random.ts";
import { openRealPage, type RealPage } from "./real-page.ts";
import { variantOf, type Variant } from "./variants.ts";
import { plain } from "./plain.ts";

/** How a run against a real API was. */
export interface RealVerdict {
  seed: number;
  flickers: Flicker[];
  wrongEnds: string[];
  /** How many mutations were made. */
  edits: number;
}

const EDITS = ["insert", "title", "toggle", "vote", "vote", "move", "remove", "refused", "foreign"] as const;
const STEPS = 14;
const PATIENCE_MS = 15_000;

/** Plays one seed: two pages of one user change the lines of a dinner of their own, and so does somebody else. */
export async function playReal(
  api: ScratchApi,
  seed: number,
  options: { mode: BrowserClientOptions["mode"]; variant: Variant | undefined },
): Promise<RealVerdict> {
  const random = createRandom(seed);
  const [dinner, user] = [randomUUID(), randomUUID()];
  await api.pool.query("insert into dinners values ($1, 'Lunch', $2)", [dinner, user]);
  for (const at of [0, 1, 2, 3])
    await api.pool.query("insert into items values ($1, $2, $3, false, $4, 0)", [
      randomUUID(),
      dinner,
      `t${at}`,
      `p${at}`,
    ]);
  const history = new Map<string, RowState[]>();
  const judge = createJudge(
    { ids: () => history.keys(), history: (id) => history.get(id) ?? [] },
    options.mode !== undefined,
  );

  // A browser would paint once what happens at a time is done.
  let painting: ReturnType<typeof setImmediate> | undefined;
  const paint = (): void => {
    painting = undefined;
    judge.moment++;
    for (const [tab, { stores }] of pages.entries())
      for (const { name, store } of stores) {
        const { data } = store.get();
        if (data) judge.see(tab, QUERIES[name].lists(data));
      }
  };
  const open = (queries: Parameters<typeof openRealPage>[3]): RealPage =>
    openRealPage(api, user, dinner, queries, options, () => (painting ??= setImmediate(paint)));
  const pages = [open(["page", "open"]), open(["both"])];

  try {
    await until(() =>
      pages.every(({ stores }) => stores.every(({ store }) => store.get().status === "live")),
    );
    const ends: Promise<void>[] = [];
    for (let number = 1; number <= STEPS; number++) {
      await delay(random.pick([0, 5, 20, 60]));
      ends.push(edit(pages, random, number, dinner, judge, api));
    }
    await Promise.all(ends);
    const wrongEnds = await findWrongEnds(api, pages, dinner);
    clearImmediate(painting);
    paint();
    const { rows } = await api.pool.query<{ rank: string; item: string; row: RowState["row"] | null }>(
      "select rank, item, row from history where dinner_id = $1 order by rank",
      [dinner],
    );
    for (const { rank, item, row } of rows)
      history.set(item, [...(history.get(item) ?? []), { rank: Number(rank), row: row ?? undefined }]);
    return { seed, flickers: judge.verdict().flickers, wrongEnds, edits: judge.writes.length };
  } finally {
    for (const { client } of pages) client.dispose();
  }
}

/** One change, by a page or by somebody else. */
async function edit(
  pages: readonly RealPage[],
  random: Random,
  number: number,
  dinner: string,
  judge: Judge,
  { pool }: ScratchApi,
): Promise<void> {
  const tab = random.between(0, pages.length - 1);
  const { client, variant, stores } = pages[tab]!;
  const kind = random.pick(EDITS);
  const place = random.between(0, 3);
  const votes = 4 ** (number - 1);
  const { name, store } = stores[0]!;
  const { rows } = QUERIES[name].lists(store.get().data)[0]!;
  const target = rows[place % Math.max(1, rows.length)];
  if (kind === "foreign" && target) {
    judge.committedVotes.add(votes);
    await pool.query("update items set title = $2, votes = votes + $3 where id = $1", [
      target.id,
      `f${number}`,
      votes,
    ]);
    return;
  }
  const isInsert = !target || kind === "insert";
  const write: OwnWrite = {
    tab,
    row: isInsert ? randomUUID() : target.id,
    set: {},
    votes: 0,
    exists: isInsert ? true : kind === "remove" ? false : undefined,
    issuedAt: judge.moment,
    endedAt: Infinity,
    committedAt: Infinity,
    outcome: "open",
  };
  judge.writes.push(write);
  const mutate = <V extends object>(document: TypedDocumentNode<unknown, V>, variables: V) =>
    client.mutate(variantOf(document, variant), variables);
  const send = () => {
    if (isInsert) {
      write.set = { title: `w${number}`, position: `p${place}w${number}`, done: false };
      return mutate(AddItem, { object: { id: write.row, dinner_id: dinner, votes: 0, ...write.set } });
    }
    if (kind === "remove") return mutate(RemoveItem, { id: write.row });
    if (kind === "vote") {
      write.votes = votes;
      return mutate(ChangeVotedItem, { id: write.row, inc: { votes } });
    }
    if (kind === "refused") write.set = { title: "refused" };
    else if (kind === "toggle") write.set = { done: !target.done };
    else if (kind === "move") write.set = { position: `p${place}w${number}` };
    else write.set = { title: `w${number}` };
    return mutate(ChangeVotedItem, { id: write.row, set: write.set });
  };
  const { ok } = await send();
  write.endedAt = judge.moment;
  write.outcome = ok ? "done" : "refused";
  if (!ok) return;
  // It was committed before the answer; more need not be known.
  write.committedAt = write.issuedAt;
  judge.committedVotes.add(write.votes);
}

/** @returns Queries that don't come to show what the database holds. */
async function findWrongEnds(api: ScratchApi, pages: readonly RealPage[], dinner: string): Promise<string[]> {
  const found: string[] = [];
  for (const { stores, variant } of pages) {
    for (const { name, store } of stores) {
      const truth = plain(
        await api.post(stringifyDocument(variantOf(QUERIES[name].document, variant)), { id: dinner }),
      );
      const shown = (): string => plain(store.get().data);
      const isRight = await until(() => shown() === truth && store.get().status === "live").catch(
        () => false,
      );
      if (isRight === false) found.push(`${name}: ${shown()} instead of ${truth} (${store.get().status})`);
    }
  }
  return found;
}

// Marks of mutations come in any order.

async function until(test: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!test()) {
    if (Date.now() > end) throw new Error("It did not come to that in time.");
    await delay(10);
  }
}
