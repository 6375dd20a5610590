import {
  createRequest,
  gql,
  makeOperation,
  type Client,
  type Operation,
  type OperationResult,
} from "@urql/core";
import { filter, makeSubject, pipe, publish, share, tap } from "wonka";
import { describe, expect, it } from "vitest";
import { indexModel } from "../model/lookup.ts";
import { Dinner, OpenItems } from "../testing/documents.ts";
import { testModel } from "../testing/model.ts";
import { createShortcut } from "./shortcut.ts";

function open(document: unknown, kind: "query" | "teardown" = "query"): Operation {
  const request = createRequest(document as never, { id: "d1" });
  return makeOperation(kind, request, { url: "", requestPolicy: "cache-first" });
}

/** A shortcut, and what reaches the cache and the page. */
function begin() {
  const state = { isQuiet: true };
  const shortcut = createShortcut(indexModel(testModel), () => state.isQuiet);
  const operations = makeSubject<Operation>();
  const page: unknown[] = [];
  const cache: unknown[] = [];
  pipe(
    shortcut.exchange({
      client: {} as Client,
      dispatchDebug: () => undefined,
      forward: (passing$) =>
        pipe(
          passing$,
          tap(({ kind }) => cache.push(kind)),
          filter(() => false),
        ) as never,
    })(share(operations.source)),
    tap(({ data }) => page.push(data)),
    publish,
  );
  const frame = (operation: Operation, title: string): boolean => {
    const data = { __typename: "query_root", items: [{ __typename: "items", id: "i1", title }] };
    const result: OperationResult = { operation, data, stale: false, hasNext: false };
    return shortcut.take(result, () => cache.push(title));
  };
  return { state, shortcut, operations, page, cache, frame };
}

describe("createShortcut", () => {
  it("tells a page what a frame says at once, and the cache only the newest, when it is asked", () => {
    const { operations, page, cache, frame } = begin();
    const query = open(OpenItems);
    operations.next(query);
    for (const title of ["a", "b", "c"]) expect(frame(query, title)).toBe(true);
    expect(page).toEqual(["a", "b", "c"].map((title) => ({ items: [{ id: "i1", title }] })));
    expect(cache).toEqual(["query"]);
    operations.next(open(Dinner));
    expect(cache).toEqual(["query", "c", "query"]);
  });

  it("has the cache take in the newest once no more come", async () => {
    const { operations, cache, frame } = begin();
    const query = open(OpenItems);
    operations.next(query);
    for (const title of ["a", "b"]) frame(query, title);
    await expect.poll(() => cache).toEqual(["query", "b"]);
  });

  it("forgets what waits when its client ends", () => {
    const { shortcut, operations, cache, frame } = begin();
    const query = open(OpenItems);
    operations.next(query);
    frame(query, "a");
    shortcut.stop();
    operations.next(open(Dinner));
    expect(cache).toEqual(["query", "query"]);
  });

  it("leaves frames to the cache while something is predicted, and what went past before goes first", () => {
    const { state, operations, page, cache, frame } = begin();
    const query = open(OpenItems);
    operations.next(query);
    frame(query, "a");
    state.isQuiet = false;
    expect(frame(query, "b")).toBe(false);
    expect(cache).toEqual(["query", "a"]);
    expect(page).toHaveLength(1);
  });

  it("leaves frames to the cache while another query concerns the same tables", () => {
    const { operations, frame } = begin();
    const [one, other] = [open(OpenItems), open(Dinner)];
    operations.next(one);
    operations.next(other);
    expect(frame(one, "a")).toBe(false);
    operations.next(open(Dinner, "teardown"));
    expect(frame(one, "a")).toBe(true);
    expect(frame(other, "a")).toBe(false); // nobody reads it
  });

  it("keeps the objects of what did not change", () => {
    const { operations, page, shortcut } = begin();
    const query = open(OpenItems);
    operations.next(query);
    const items = [1, 2].map((id) => ({ __typename: "items", id }));
    for (const changed of [items, [...items, { __typename: "items", id: 3 }]])
      shortcut.take({ operation: query, data: { items: changed }, stale: false, hasNext: false }, () => {});
    const [before, after] = page as { items: object[] }[];
    expect(after!.items[0]).toBe(before!.items[0]);
    expect(after!.items).toHaveLength(3);
  });

  it("leaves queries to the cache that ask for types themselves", () => {
    const { operations, frame } = begin();
    const query = open(gql("query Typed { items { __typename id title } }"));
    operations.next(query);
    expect(frame(query, "a")).toBe(false);
  });
});
