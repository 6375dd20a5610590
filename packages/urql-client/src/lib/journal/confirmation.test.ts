import type { DocumentNode } from "graphql";
import { describe, expect, it } from "vitest";
import type { FencedQuery } from "../live/fence.ts";
import type { LivePart } from "../live/derive.ts";
import { indexModel } from "../model/lookup.ts";
import { OpenVotedItems, VotedDinner } from "../testing/documents.ts";
import { testModel } from "../testing/model.ts";
import { variantOf, type Variant } from "../testing/races/variants.ts";
import { createConfirmation, type Awaited } from "./confirmation.ts";

const confirmation = createConfirmation({
  index: indexModel(testModel),
  versions: { items: "version" },
  ledger: { table: "client_mutations", id: "id" },
});

const written = (isGone = false): Awaited["rows"] =>
  new Map([["items:a", { table: "items", isWhole: isGone, isGone, columns: {} }]]);
const query = (document: unknown, variant: Variant | undefined, frames: Record<string, unknown> = {}) =>
  ({
    tables: new Set(["items"]),
    aggregated: new Set(),
    reopen: () => {},
    release: () => {},
    live: {
      options: {
        document: variantOf(document as never, variant) as unknown as DocumentNode,
        variables: {},
        onTold: () => {},
      },
      parts: Object.keys(frames).map((key) => ({ plan: { key } as LivePart, spoke: true, shows: 1 })),
      painted: () => frames,
    },
  }) satisfies FencedQuery;
const line = (id: string, version: number) => ({ __typename: "items", id, version });
const open = (...lines: unknown[]) => query(OpenVotedItems, "version", { items: lines });
const page = (marks: string[]) =>
  query(VotedDinner, "ledger", {
    dinners_by_pk: {
      __typename: "dinners",
      id: "d1",
      items: [],
      client_mutations: marks.map((id) => ({ __typename: "client_mutations", id })),
    },
  });

describe("createConfirmation", () => {
  it("reads versions in an answer, and goes by them where the answer and the query have them", () => {
    const versions = confirmation.versionsIn({ update_items_by_pk: line("a", 7) });
    const awaited = { rows: written(), versions };
    expect(versions).toEqual(new Map([["items:a", 7]]));
    expect(confirmation.canTell(awaited, open())).toBe(true);
    expect(confirmation.canTell(awaited, query(OpenVotedItems, undefined))).toBe(false);
    expect(confirmation.canTell({ ...awaited, versions: new Map() }, open())).toBe(false);
  });

  it("takes a version that is not older for the write, and no row at all only where it was removed", () => {
    const awaited = { rows: written(), versions: new Map([["items:a", 7]]) };
    expect(confirmation.hasTold(awaited, open(line("a", 6), line("b", 9)))).toBe(false);
    expect(confirmation.hasTold(awaited, open(line("a", 7)))).toBe(true);
    expect(confirmation.hasTold(awaited, open(line("b", 9)))).toBe(false);
    const removed = { rows: written(true), versions: new Map() };
    expect(confirmation.hasTold(removed, open(line("a", 9)))).toBe(false);
    expect(confirmation.hasTold(removed, open(line("b", 9)))).toBe(true);
  });

  it("finds a mutation's mark in the same root field, whatever became of the row", () => {
    const awaited = { rows: written(), mark: "m1", versions: new Map() };
    expect(confirmation.canTell(awaited, page([]))).toBe(true);
    expect(confirmation.canTell({ ...awaited, mark: undefined }, page([]))).toBe(false);
    expect(confirmation.canTell(awaited, query(VotedDinner, undefined))).toBe(false);
    expect(confirmation.hasTold(awaited, page(["m0"]))).toBe(false);
    expect(confirmation.hasTold(awaited, page(["m0", "m1"]))).toBe(true);
  });

  it("has been told nothing before the first frame", () => {
    expect(
      confirmation.hasTold({ rows: written(true), versions: new Map() }, query(OpenVotedItems, "version")),
    ).toBe(false);
  });
});
