import { createRandom, type Random } from "./random.ts";

/** What a tab does to a row of the list, or somebody else to the database. */
export type Edit = "insert" | "title" | "toggle" | "vote" | "move" | "remove";

/** What becomes of a mutation on its way. */
export type Fate = "done" | "refused" | "lost request" | "lost answer" | "no answer";

/** One event of a schedule. */
export type Step = {
  /** Milliseconds after the step before. */
  after: number;
} & (
  | { what: "own edit"; tab: number; edit: Edit; row: number; fate: Fate }
  | { what: "foreign edit"; edit: Edit; row: number }
  | { what: "cut"; tab: number; code: number }
  | { what: "offline"; tab: number; forMs: number }
);

/** The queries a page may hold. */
export type QueryName = "page" | "open" | "first" | "both";

/** Everything that decides a run; the same seed makes the same plan. */
export interface Plan {
  seed: number;
  server: "notify" | "poll";
  intervalMs: number;
  transport: "http" | "socket";
  /** Life of a token; undefined where a gateway adds them. */
  tokenMs: number | undefined;
  /** The queries each tab holds. */
  tabs: QueryName[][];
  /** Longest time a message takes, a statement takes, a commit takes. */
  messageMs: number;
  statementMs: number;
  commitMs: number;
  steps: Step[];
}

const EDITS: readonly Edit[] = [
  "insert",
  "title",
  "title",
  "toggle",
  "toggle",
  "vote",
  "vote",
  "move",
  "remove",
];

/** @returns The plan of a seed. */
export function createPlan(seed: number): Plan {
  const random = createRandom(seed);
  const queries = (): QueryName[] =>
    random.pick([
      ["page", "open"],
      ["page", "first"],
      ["open", "first"],
      ["both"],
      ["page", "both"],
      ["page"],
    ]);
  const tabs = random.percent(20) ? [queries(), queries()] : [queries()];
  return {
    seed,
    server: random.pick(["notify", "poll"]),
    intervalMs: random.pick([20, 100, 400]),
    transport: random.percent(75) ? "http" : "socket",
    tokenMs: random.percent(25) ? random.between(2_400, 4_000) : undefined,
    tabs,
    messageMs: random.pick([5, 30, 120]),
    statementMs: random.pick([1, 10, 80]),
    commitMs: random.pick([2, 40]),
    steps: Array.from({ length: random.between(3, 10) }, () => createStep(random, tabs.length)),
  };
}

function createStep(random: Random, tabs: number): Step {
  const after = random.pick([0, 5, 20, 60, 150, 300]);
  const tab = random.between(0, tabs - 1);
  const dice = random.between(1, 100);
  if (dice <= 6) return { after, what: "cut", tab, code: random.pick([1006, 1012, 4403]) };
  if (dice <= 10) return { after, what: "offline", tab, forMs: random.between(50, 900) };
  const edit = random.pick(EDITS);
  const row = random.between(0, 3);
  if (dice <= 38) return { after, what: "foreign edit", edit, row };
  return { after, what: "own edit", tab, edit, row, fate: createFate(random.between(1, 100)) };
}

function createFate(dice: number): Fate {
  if (dice <= 84) return "done";
  if (dice <= 92) return "refused";
  if (dice <= 95) return "lost request";
  return dice <= 98 ? "lost answer" : "no answer";
}
