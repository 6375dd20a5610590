import type { DocumentNode } from "graphql";
import { describe, expect, it, vi } from "vitest";
import type { RowEffect } from "../cache/prediction.ts";
import type { FencedMutation, FencedQuery } from "../live/fence.ts";
import { indexModel } from "../model/lookup.ts";
import { OpenVotedItems, RemoveItem } from "../testing/documents.ts";
import { testModel } from "../testing/model.ts";
import { createLedger } from "../mutations/ledger.ts";
import { createJournalFence, type JournalFenceOptions } from "./journal-fence.ts";

const row = (votes: number) => ({ __typename: "items", id: "a", votes });
const effect = (id: string, kind: "insert" | "update" = "update"): RowEffect => ({
  kind,
  table: "items",
  key: `items:${id}`,
  row: { id, votes: 1 },
  likely: {},
});

function start(options: Partial<JournalFenceOptions> = {}) {
  const settled: FencedMutation[][] = [];
  const fence = createJournalFence(
    {
      index: indexModel(testModel),
      maxDelayMs: 0,
      newest: (row) => row,
      forget: () => {},
      settleKept: (mutations, paint) => {
        settled.push([...mutations]);
        paint();
      },
    },
    { confirmation: undefined, ledger: undefined, patienceMs: 20, ...options },
  );
  const issue = (...effects: RowEffect[]) => {
    const mutation: FencedMutation = { tables: new Set(["items"]), idempotent: false };
    const settle = fence.begin(mutation);
    if (effects.length > 0) fence.journal!.predicted(effects);
    fence.journal!.painted(mutation);
    return { mutation, settle };
  };
  const watch = (aggregated: string[] = []) => {
    const query = {
      tables: new Set(["items"]),
      aggregated: new Set(aggregated),
      live: {
        options: { document: OpenVotedItems as unknown as DocumentNode, variables: {}, onTold: () => {} },
        parts: [],
        painted: () => undefined,
      },
      reopened: [] as number[],
      overwritten: 0,
      reopen: (generation: number) => void query.reopened.push(generation),
      release: (isOverwritten?: boolean) => void (isOverwritten && query.overwritten++),
    } satisfies FencedQuery & Record<string, unknown>;
    fence.watch(query);
    return query;
  };
  const blend = (query: FencedQuery, votes: number) =>
    fence.journal!.blender(query)?.("items", [row(0)], [row(votes)])?.value;
  return { fence, settled, issue, watch, blend };
}

describe("createJournalFence", () => {
  it("holds a row from when it is written until every query has confirmed it, and then settles it in one go", () => {
    const { fence, settled, issue, watch, blend } = start();
    const [one, other] = [watch(), watch()];
    const { mutation, settle } = issue(effect("a"));
    expect(blend(one, 1)).toEqual([row(0)]);
    expect(fence.journal!.keeps(mutation)).toBe(true);
    settle("acked", true);
    expect(one.reopened).toEqual([fence.current()]);
    expect(blend(one, 1)).toEqual([row(0)]);
    fence.received(one, fence.current());
    expect(settled).toEqual([]);
    fence.received(other, fence.current());
    expect(settled).toEqual([[mutation]]);
    expect([one.overwritten, other.overwritten]).toEqual([1, 1]);
    expect(blend(one, 1)).toEqual([row(1)]);
  });

  it("lets go of a row at once when its write is refused", () => {
    const { issue, watch, blend } = start();
    const query = watch();
    const { settle } = issue(effect("a"));
    settle("refused");
    expect(blend(query, 3)).toEqual([row(3)]);
    expect(query.reopened).toEqual([]);
  });

  it("settles writes of the same row together, and those of other rows when they are confirmed", () => {
    const { fence, settled, issue, watch } = start();
    const query = watch();
    const first = issue(effect("a"));
    const second = issue(effect("a"));
    const apart = issue(effect("b"));
    first.settle("acked", true);
    apart.settle("acked", true);
    fence.received(query, fence.current());
    expect(settled).toEqual([[apart.mutation]]);
    second.settle("acked", true);
    fence.received(query, fence.current());
    expect(settled[1]).toEqual([first.mutation, second.mutation]);
  });

  it("settles everything together that adds to a count on screen", () => {
    const { fence, settled, issue, watch } = start();
    const query = watch(["items"]);
    const first = issue(effect("a", "insert"));
    const second = issue(effect("b", "insert"));
    first.settle("acked", true);
    fence.received(query, fence.current());
    expect(settled).toEqual([]);
    second.settle("acked", true);
    fence.received(query, fence.current());
    expect(settled).toEqual([[first.mutation, second.mutation]]);
  });

  it("holds whole queries back where nothing could be predicted", () => {
    const { fence, issue, watch } = start();
    const query = watch();
    const { mutation, settle } = issue();
    expect(fence.journal!.blender(query)).toBeUndefined();
    expect(fence.journal!.keeps(mutation)).toBe(false);
    const before = fence.current();
    settle("acked");
    expect(fence.journal!.blender(query)).toBeUndefined();
    expect(fence.admits(query, before)).toBe(false);
    fence.received(query, fence.current());
    expect(fence.journal!.blender(query)).toBeDefined();
  });

  it("asks for nothing where frames can tell, unless they don't in time", async () => {
    let told = false;
    const { fence, settled, issue, watch } = start({
      confirmation: { canTell: () => true, hasTold: () => told, versionsIn: () => new Map() },
    });
    const query = watch();
    const before = fence.current();
    const { mutation, settle } = issue(effect("a"));
    settle("acked", true);
    fence.received(query, before);
    expect(settled).toEqual([]);
    told = true;
    fence.received(query, before);
    expect(settled).toEqual([[mutation]]);
    expect(query.reopened).toEqual([]);
    told = false;
    issue(effect("a")).settle("acked", true);
    await vi.waitFor(() => expect(query.reopened).toEqual([fence.current()]));
  });

  it("marks what is sent, unless it is marked, and takes the mark out of the answer", () => {
    const marks: (string | undefined)[] = [];
    const { fence, issue, watch } = start({
      ledger: { ...createLedger({ insert: "insert_client_mutations" }, "ada"), id: "id" },
      confirmation: {
        canTell: ({ mark }) => marks.push(mark) > 0,
        hasTold: () => false,
        versionsIn: () => new Map(),
      },
    });
    watch();
    const send = (variables: object) => {
      const { mutation, settle } = issue(effect("a"));
      const sent = fence.journal!.send(mutation, { query: RemoveItem, variables } as never);
      settle("acked", true);
      return sent.variables as Record<string, { id: string }>;
    };
    const { client_mutation_mark: mark, ...rest } = send({ id: "a" });
    expect(rest).toEqual({ id: "a" });
    expect(mark).toEqual({ id: expect.any(String) as string, user_id: "ada" });
    expect(send({ client_mutation_mark: { id: "kept" } })).toEqual({ client_mutation_mark: { id: "kept" } });
    expect(marks).toEqual([mark!.id, "kept"]);
    const answer = { data: { client_mutation_mark: {}, delete_items_by_pk: null } } as never;
    expect(fence.journal!.received(answer).data).toEqual({ delete_items_by_pk: null });
  });
});
