import { stringifyDocument } from "@urql/core";
import { createBrowserClient, type BrowserClient } from "../../browser/client.ts";
import type { BrowserClientOptions } from "../../browser/options.ts";
import type { QueryStore } from "../../source.ts";
import type { ApiRequest } from "../api.ts";
import { AddItem, ChangeVotedItem, RemoveItem } from "../documents.ts";
import { testModel } from "../model.ts";
import { createSimulatedNetwork, type SimulatedNetwork, type SimulatedServer } from "../simulated-network.ts";
import { createTestTokens, type TestTokens } from "../test-tokens.ts";
import { createDatabase, type Database, type StoredItem } from "./database.ts";
import { QUERIES } from "./documents.ts";
import { createJudge, type Flicker, type Judge } from "./judge.ts";
import type { OwnWrite } from "./own-write.ts";
import type { Edit, Fate, Plan, QueryName, Step } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";
import { createSimulatedHasura, type HasuraBehaviour } from "./simulated-hasura.ts";
import { installVirtualClock } from "./virtual-clock.ts";

/** How a run was. */
export interface Verdict {
  flickers: Flicker[];
  /** Queries that in the end show something else than the database holds. */
  wrongEnds: string[];
  /** What never came to an end. */
  stuck: string[];
}

/** What a run is played with. */
export interface PlayOptions {
  mode?: BrowserClientOptions["mode"];
  /** Something the API does wrong. */
  defect?: HasuraBehaviour["defect"] | "never answers";
}

interface Tab {
  client: BrowserClient;
  network: SimulatedNetwork;
  tokens: TestTokens | undefined;
  stores: { name: QueryName; store: QueryStore<unknown>; painted: unknown }[];
}

/** Longer than anything takes unless its answer is lost. */
const MUTATION_TIMEOUT_MS = 1_500;
const VARIABLES = { id: "d1" };

/** Plays a plan on a virtual clock. */
export async function play(plan: Plan, options: PlayOptions = {}): Promise<Verdict> {
  const random = createRandom(plan.seed ^ 0x5bd1e995);
  const clock = installVirtualClock(() => random.next());
  try {
    const run = createRun(plan, options, random);
    clock.onRest = () => run.paint();
    await clock.advance(600);
    for (const step of plan.steps) {
      await clock.advance(step.after);
      run.take(step);
    }
    await clock.advance(1_000);
    for (let waited = 0; run.isBusy() && waited < 8_000; waited += 500) await clock.advance(500);
    await clock.advance(1_500);
    const verdict = run.end();
    await clock.advance(200);
    return verdict;
  } finally {
    clock.uninstall();
  }
}

function createRun(plan: Plan, options: PlayOptions, random: Random) {
  const database = createDatabase(["a", "b", "c", "d"].map((id, at) => line(id, { position: `p${at}` })));
  const judge = createJudge(database);
  const { defect } = options;
  const hasura = createSimulatedHasura(database, {
    mode: plan.server,
    intervalMs: plan.intervalMs,
    notifyMs: () => random.between(0, 10),
    statementMs: () => random.between(1, plan.statementMs),
    commitMs: () => random.between(0, plan.commitMs),
    ...(defect && defect !== "never answers" ? { defect } : {}),
  });
  const fates = new Map<OwnWrite, Fate>();
  const tabs = plan.tabs.map((queries, tab) =>
    openTab(plan, options, queries, random, {
      live: (request, push) => hasura.live(request, push),
      execute: (request) => execute(request, tab),
    }),
  );
  let edits = 0;

  async function execute(request: ApiRequest, tab: number) {
    if (!request.query.startsWith("mutation")) return hasura.execute(request);
    // A tab sends one at a time.
    const write = judge.writes.find((each) => each.tab === tab && each.outcome === "open")!;
    const fate = fates.get(write)!;
    if (fate === "lost request") throw new Error("lost");
    const result = await hasura.execute(request, {
      isRefused: fate === "refused",
      committed() {
        write.committedAt = judge.moment;
        if (write.votes > 0) judge.committedVotes.add(write.votes);
      },
    });
    if (fate === "lost answer") throw new Error("lost");
    if (fate === "no answer" || defect === "never answers") await new Promise(() => {});
    return result;
  }

  return {
    paint() {
      judge.moment++;
      for (const [at, { stores }] of tabs.entries()) {
        for (const each of stores) {
          const { data } = each.store.get();
          if (!data || data === each.painted) continue;
          each.painted = data;
          judge.see(at, QUERIES[each.name].lists(data));
        }
      }
    },
    take(step: Step) {
      if (step.what === "foreign edit") return foreignEdit(step.edit, step.row, ++edits, database, judge);
      const tab = tabs[step.tab]!;
      if (step.what === "cut") tab.network.cut(step.code);
      else if (step.what === "offline") {
        tab.network.isOffline = true;
        setTimeout(() => (tab.network.isOffline = false), step.forMs);
      } else ownEdit(tab, step, ++edits, judge, fates);
    },
    isBusy: () => judge.writes.some(({ outcome }) => outcome === "open"),
    end(): Verdict {
      const wrongEnds: string[] = [];
      const stuck = judge.writes
        .filter(({ outcome }) => outcome === "open")
        .map(({ row }) => `mutation of ${row}`);
      for (const [at, { client, stores, tokens }] of tabs.entries()) {
        for (const { name, store } of stores) {
          const truth = plain(hasura.read({ query: textOf(name), variables: VARIABLES }));
          const { data, error, status } = store.get();
          const shown = plain(data);
          if (shown !== truth) wrongEnds.push(`tab ${at}, ${name}: ${shown} instead of ${truth}`);
          if (error) wrongEnds.push(`tab ${at}, ${name}: ${error.message}`);
          if (status !== "live") stuck.push(`tab ${at}, ${name}: ${status}`);
        }
        if (client.pending.get().some(({ state }) => state !== "failed")) stuck.push(`tab ${at}: pending`);
        client.dispose();
        tokens?.stop();
      }
      return { flickers: judge.verdict(), wrongEnds, stuck };
    },
  };
}

function openTab(
  plan: Plan,
  { mode, defect }: PlayOptions,
  queries: readonly QueryName[],
  random: Random,
  server: SimulatedServer,
): Tab {
  const delay = (): number => random.between(1, plan.messageMs);
  const network = createSimulatedNetwork(server, { up: delay, down: delay });
  const tokens = plan.tokenMs === undefined ? undefined : createTestTokens(plan.tokenMs);
  if (tokens) network.authenticate = (authorization) => tokens.authenticate(authorization);
  const client = createBrowserClient({
    url: "http://api.test/graphql",
    wsUrl: "ws://api.test/graphql",
    model: testModel,
    user: "auth0|ada",
    fetch: network.fetch,
    webSocket: network.WebSocket,
    transport: plan.transport,
    // Without its patience coming to an end, the client would wait for ever.
    mutationTimeoutMs: defect === "never answers" ? 2 ** 30 : MUTATION_TIMEOUT_MS,
    timing: { firstRetryMs: 20, maxRetryMs: 200, stableMs: 100 },
    ...(tokens && { tokens }),
    ...(mode && { mode }),
  });
  const stores = queries.map((name) => {
    const store = client.open(QUERIES[name].document, VARIABLES);
    store.subscribe(() => {}, true);
    return { name, store, painted: undefined };
  });
  return { client, network, tokens, stores };
}

function ownEdit(
  { client, stores }: Tab,
  step: Extract<Step, { what: "own edit" }>,
  number: number,
  judge: Judge,
  fates: Map<OwnWrite, Fate>,
): void {
  const { name, store } = stores[0]!;
  const { data } = store.get();
  if (!data) return;
  const { rows } = QUERIES[name].lists(data)[0]!;
  const target = rows[step.row % Math.max(1, rows.length)];
  const isInsert = step.edit === "insert" || !target;
  const write: OwnWrite = {
    tab: step.tab,
    row: isInsert ? `n${number}` : target.id,
    set: {},
    votes: 0,
    exists: isInsert ? true : undefined,
    issuedAt: judge.moment,
    endedAt: Infinity,
    committedAt: Infinity,
    outcome: "open",
  };
  judge.writes.push(write);
  fates.set(write, step.fate);
  const id = write.row;
  const change = (edit: { set?: Partial<StoredItem>; inc?: { votes: number } }) =>
    client.mutate(ChangeVotedItem, { id, ...edit });
  const send = () => {
    if (isInsert) {
      const object = line(id, { title: `w${number}`, position: `p${step.row}w${number}` });
      write.set = object;
      return client.mutate(AddItem, { object });
    }
    if (step.edit === "remove") {
      write.exists = false;
      return client.mutate(RemoveItem, { id });
    }
    if (step.edit === "vote") {
      write.votes = 4 ** (number - 1);
      return change({ inc: { votes: write.votes } });
    }
    write.set =
      step.edit === "title"
        ? { title: `w${number}` }
        : step.edit === "toggle"
          ? { done: !target.done }
          : { position: `p${step.row}w${number}` };
    return change({ set: write.set });
  };
  void send().then((result) => {
    write.endedAt = judge.moment;
    const isUnknown = !result.ok && (result.error.kind === "network" || result.error.kind === "timeout");
    write.outcome = result.ok ? "done" : isUnknown ? "unknown" : "refused";
  });
}

function foreignEdit(edit: Edit, at: number, number: number, database: Database, judge: Judge): void {
  const rows = [...database.items()];
  const row = rows[at % Math.max(1, rows.length)];
  if (edit === "insert" || !row) {
    const id = `f${number}`;
    database.commit(id, line(id, { title: `f${number}`, position: `p${at}f${number}` }));
  } else if (edit === "remove") database.commit(row.id, undefined);
  else if (edit === "title") database.commit(row.id, { ...row, title: `f${number}` });
  else if (edit === "toggle") database.commit(row.id, { ...row, done: !row.done });
  else if (edit === "move") database.commit(row.id, { ...row, position: `p${at}f${number}` });
  else {
    const votes = 4 ** (number - 1);
    judge.committedVotes.add(votes);
    database.commit(row.id, { ...row, votes: row.votes + votes });
  }
}

function line(id: string, columns: Partial<StoredItem>): StoredItem {
  return { id, dinner_id: "d1", title: id, done: false, position: "p", votes: 0, ...columns };
}

function textOf(name: QueryName): string {
  return stringifyDocument(QUERIES[name].document);
}

function plain(data: unknown): string {
  return JSON.stringify(data, (key, value: unknown) => (key === "__typename" ? undefined : value));
}
