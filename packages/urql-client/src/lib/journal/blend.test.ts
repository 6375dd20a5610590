import { gql } from "@urql/core";
import type { DocumentNode } from "graphql";
import { describe, expect, it } from "vitest";
import type { RowEffect } from "../cache/prediction.ts";
import { indexModel } from "../model/lookup.ts";
import { OpenVotedItems, VotedDinner } from "../testing/documents.ts";
import { testModel } from "../testing/model.ts";
import { blendFrame } from "./blend.ts";
import { holdRows, type HeldRows } from "./held-rows.ts";
import { shapesOf } from "./shape.ts";

const index = indexModel(testModel);

const line = (id: string, columns: object = {}) => ({
  __typename: "items",
  id,
  title: id,
  done: false,
  position: `p-${id}`,
  votes: 0,
  ...columns,
});
const update = (id: string, row: object): RowEffect => ({
  kind: "update",
  table: "items",
  key: `items:${id}`,
  row: { id, ...row },
  likely: {},
});

function blend(
  document: unknown,
  effects: RowEffect[],
  painted: unknown,
  frame: unknown,
  elsewhere?: Record<string, unknown>,
) {
  const held: HeldRows = new Map();
  holdRows(held, effects, index);
  const shape = [...shapesOf(document as DocumentNode, index).values()][0]!;
  return blendFrame(shape, painted, frame, {
    index,
    variables: { id: "d1" },
    held,
    base: () => elsewhere,
  });
}
const blendOpen = (effects: RowEffect[], painted: unknown, frame: unknown) =>
  blend(OpenVotedItems, effects, painted, frame);

describe("blendFrame", () => {
  it("lets a frame through as it is while nothing is held", () => {
    const frame = [line("a")];
    expect(blendOpen([], [], frame)).toEqual({ value: frame, isWhole: true });
  });

  it("keeps the columns that are written, and takes everything else", () => {
    const { value, isWhole } = blendOpen(
      [update("a", { votes: 1 })],
      [line("a"), line("b")],
      [line("a", { votes: 1, title: "by others" }), line("b", { title: "by others" }), line("c")],
    )!;
    expect(value).toEqual([
      line("a", { votes: 0, title: "by others" }),
      line("b", { title: "by others" }),
      line("c"),
    ]);
    expect(isWhole).toBe(false);
  });

  it("leaves a row out that is being added, and puts one back, at its place, that is being removed", () => {
    const added: RowEffect = { ...update("b", line("b")), kind: "insert", likely: {} } as RowEffect;
    const removed: RowEffect = { kind: "delete", table: "items", key: "items:c", row: line("c") };
    expect(
      blendOpen(
        [added, removed],
        [line("a"), line("c"), line("e")],
        [line("a"), line("b"), line("d"), line("e")],
      )!.value,
    ).toEqual([line("a"), line("c"), line("d"), line("e")]);
  });

  it("keeps a row in a list, or out of it, where what is written decides that, and only there", () => {
    const [painted, frame] = [[line("a"), line("b")], [line("b")]];
    expect(blendOpen([update("a", { done: true })], painted, frame)!.value).toEqual(painted);
    expect(blendOpen([update("a", { title: "x" })], painted, frame)!.value).toEqual(frame);
    expect(blendOpen([update("b", { done: false })], [line("a")], [line("a"), line("b")])!.value).toEqual([
      line("a"),
    ]);
  });

  it("keeps a row at its place while it is being moved", () => {
    expect(
      blendOpen(
        [update("a", { position: "p-z" })],
        [line("a"), line("c")],
        [line("b"), line("c"), line("a", { position: "p-z" })],
      )!.value,
    ).toEqual([line("a"), line("b"), line("c")]);
  });

  it("follows what a row followed where the order is not known here", () => {
    const document = gql`
      query Unordered {
        items(where: { done: { _eq: false } }) {
          id
          __typename
        }
      }
    `;
    const row = (id: string) => ({ __typename: "items", id });
    expect(
      blend(
        document,
        [update("b", { done: true })],
        [row("a"), row("b"), row("c")],
        [row("x"), row("a"), row("c")],
      )!.value,
    ).toEqual([row("x"), row("a"), row("b"), row("c")]);
  });

  it("keeps a count while rows are added or removed, and follows it otherwise", () => {
    const dinner = (count: number, items: unknown[]) => ({
      __typename: "dinners",
      id: "d1",
      title: "Lunch",
      items,
      items_aggregate: {
        __typename: "items_aggregate",
        aggregate: { __typename: "items_aggregate_fields", count },
      },
    });
    const added: RowEffect = { ...update("b", line("b")), kind: "insert", likely: {} } as RowEffect;
    const [before, after] = [dinner(1, [line("a")]), dinner(3, [line("a"), line("b"), line("c")])];
    expect(blend(VotedDinner, [added], before, after)!.value).toEqual(dinner(1, [line("a"), line("c")]));
    expect(blend(VotedDinner, [update("a", { votes: 1 })], before, after)!.value).toEqual(after);
    expect(blend(VotedDinner, [added], undefined, after), "there is no count to keep").toBeUndefined();
  });

  it("takes what is held from when it came to be held where a row comes in", () => {
    expect(
      blend(
        OpenVotedItems,
        [update("a", { votes: 1 })],
        [],
        [line("a", { votes: 1 })],
        line("a", { votes: 0 }),
      )!.value,
    ).toEqual([line("a", { votes: 0 })]);
  });
});
