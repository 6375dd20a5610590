import type { TypedDocumentNode } from "@urql/core";
import { AddItem, ChangeVotedItem, RemoveItem } from "../documents.ts";
import type { Database, StoredItem } from "./database.ts";
import { QUERIES } from "./documents.ts";
import type { Judge } from "./judge.ts";
import type { OwnWrite } from "./own-write.ts";
import type { Edit, Fate, Step } from "./plan.ts";
import type { Tab } from "./tab.ts";

/** Issues a mutation in a tab, as its user sees the rows. */
export function ownEdit(
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
    variables: undefined,
    outcome: "open",
  };
  judge.writes.push(write);
  fates.set(write, step.fate);
  const id = write.row;
  const mutate = <V extends object>(document: TypedDocumentNode<unknown, V>, variables: V) => {
    write.variables = variables;
    return client.mutate(document, variables);
  };
  const change = (edit: { set?: Partial<StoredItem>; inc?: { votes: number } }) =>
    mutate(ChangeVotedItem, { id, ...edit });
  const send = () => {
    if (isInsert) {
      const object = line(id, { title: `w${number}`, position: `p${step.row}w${number}` });
      write.set = object;
      return mutate(AddItem, { object });
    }
    if (step.edit === "remove") {
      write.exists = false;
      return mutate(RemoveItem, { id });
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

/** Somebody else changes the database. */
export function foreignEdit(edit: Edit, at: number, number: number, database: Database, judge: Judge): void {
  const rows = [...database.items()];
  const row = rows[at % Math.max(1, rows.length)];
  if (edit === "insert" || !row) {
    const id = `f${number}`;
    database.commit(id, line(id, { title: `f${number}`, position: `p${at}f${number}` }), true);
  } else if (edit === "remove") database.commit(row.id, undefined, true);
  else if (edit === "title") database.commit(row.id, { ...row, title: `f${number}` }, true);
  else if (edit === "toggle") database.commit(row.id, { ...row, done: !row.done }, true);
  else if (edit === "move") database.commit(row.id, { ...row, position: `p${at}f${number}` }, true);
  else {
    const votes = 4 ** (number - 1);
    judge.committedVotes.add(votes);
    database.commit(row.id, { ...row, votes: row.votes + votes }, true);
  }
}

/** @returns A line of the checklist. */
export function line(id: string, columns: Partial<StoredItem>): StoredItem {
  return { id, dinner_id: "d1", title: id, done: false, position: "p", votes: 0, ...columns };
}
