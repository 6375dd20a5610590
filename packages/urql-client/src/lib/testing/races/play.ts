import { stringifyDocument } from "@urql/core";
import type { ApiRequest } from "../api.ts";
import { createDatabase } from "./database.ts";
import { MARK } from "../../mutations/ledger.ts";
import { QUERIES, VARIABLES } from "./documents.ts";
import { foreignEdit, line, ownEdit } from "./edits.ts";
import { createJudge, type Flicker } from "./judge.ts";
import type { OwnWrite } from "./own-write.ts";
import type { Fate, Plan, QueryName, Step } from "./plan.ts";
import { createRandom, type Random } from "./random.ts";
import { createSimulatedHasura, type HasuraBehaviour } from "./simulated-hasura.ts";
import { openTab } from "./tab.ts";
import { variantOf, type Variant } from "./variants.ts";
import { installVirtualClock } from "./virtual-clock.ts";
import { plain } from "./plain.ts";

/** How a run was. */
export interface Verdict {
  flickers: Flicker[];
  /** How late what others changed was shown, in milliseconds. */
  latenessMs: number[];
  /** How many subscriptions the API was asked for. */
  asked: number;
  /** Queries that in the end show something else than the database holds. */
  wrongEnds: string[];
  /** What never came to an end. */
  stuck: string[];
}

/** What a run is played with. */
export interface PlayOptions {
  /** What pages are made with: our client in one of its modes, or urql's own parts. */
  mode?: "graphcache" | "journal" | "stock";
  /** What the journal goes by, besides asking again. */
  told?: Variant;
  /** Something the API does wrong. */
  defect?: HasuraBehaviour["defect"] | "never answers";
}

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
  const judge = createJudge(database, options.mode === "journal");
  const { defect } = options;
  const hasura = createSimulatedHasura(database, {
    mode: plan.server,
    intervalMs: plan.intervalMs,
    notifyMs: () => random.between(0, 10),
    statementMs: () => random.between(1, plan.statementMs),
    commitMs: () => random.between(0, plan.commitMs),
    ...(defect && defect !== "never answers" ? { defect } : {}),
  });
  let asked = 0;
  const fates = new Map<OwnWrite, Fate>();
  const tabs = plan.tabs.map((queries, tab) =>
    openTab(plan, options, queries, random, {
      live(request, push) {
        asked++;
        return hasura.live(request, push);
      },
      execute: (request) => execute(request, tab),
    }),
  );
  let edits = 0;

  async function execute(request: ApiRequest, tab: number) {
    if (!request.query.startsWith("mutation")) return hasura.execute(request);
    const { [MARK]: _mark, ...own } = request.variables ?? {};
    const variables = JSON.stringify(own);
    const write = judge.writes.find(
      (each) => each.tab === tab && !each.isTaken && JSON.stringify(each.variables) === variables,
    )!;
    write.isTaken = true;
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
          const truth = plain(hasura.read({ query: textOf(name, options.told), variables: VARIABLES }));
          const { data, error, status } = store.get();
          const shown = plain(data);
          if (shown !== truth) wrongEnds.push(`tab ${at}, ${name}: ${shown} instead of ${truth}`);
          if (error) wrongEnds.push(`tab ${at}, ${name}: ${error.message}`);
          // Where sockets failed three times in a row it is kept current by asking, for a while.
          if (status !== "live" && status !== "polling") stuck.push(`tab ${at}, ${name}: ${status}`);
        }
        if (client.isPending()) stuck.push(`tab ${at}: pending`);
        client.dispose();
        tokens?.stop();
      }
      return { ...judge.verdict(), asked, wrongEnds, stuck };
    },
  };
}

function textOf(name: QueryName, variant: Variant | undefined): string {
  return stringifyDocument(variantOf(QUERIES[name].document, variant));
}
