import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  deleteChangeStore,
  listChangeStores,
  openChangeStore,
  type ChangeStore,
  type Owner,
  type StoredChange,
} from "./change-store.ts";

const opened: ChangeStore[] = [];

async function open(name = "changes of ada"): Promise<ChangeStore> {
  const store = await openChangeStore(name);
  opened.push(store);
  return store;
}

const page = (owner: string): Owner => ({ owner, tab: `tab of ${owner}` });

const change = (id: string, owner: string): StoredChange => ({
  id,
  ...page(owner),
  at: 0,
  query: "mutation { a }",
  variables: { id, nested: { list: [1, null] } },
  isSent: false,
});

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  vi.unstubAllGlobals();
});

describe("openChangeStore", () => {
  it("keeps changes in order, with everything that belongs to them", async () => {
    const store = await open();
    const keys = await Promise.all(["1", "2", "3"].map((id) => store.add(change(id, "first page"))));
    await store.remove(keys[1]!);
    await store.put({ ...change("3", "first page"), key: keys[2]!, isSent: true });
    store.close();
    const later = await (await open()).adopt(page("second page"), () => true);
    expect(later).toEqual([
      { ...change("1", "second page"), key: keys[0] },
      { ...change("3", "second page"), key: keys[2], isSent: true },
    ]);
  });

  it("gives what was left behind to one page only", async () => {
    const [first, second] = [await open(), await open()];
    await first.add(change("1", "gone"));
    await first.add(change("2", "alive"));
    const isOrphan = ({ owner }: StoredChange): boolean => owner === "gone";
    const taken = await Promise.all([first.adopt(page("a"), isOrphan), second.adopt(page("b"), isOrphan)]);
    expect(taken.map((each) => each.map(({ id }) => id))).toEqual([["1"], []]);
  });

  it("lets go when the store is removed elsewhere, and takes nothing any more", async () => {
    const [mine, theirs] = [await open(), await open()];
    await mine.add(change("1", "me"));
    await theirs.destroy();
    expect(await listChangeStores("")).toEqual([]);
    await expect(mine.add(change("2", "me"))).rejects.toThrow("An operation was called");
  });

  it("fails where the browser has no storage", async () => {
    vi.stubGlobal("indexedDB", undefined);
    await expect(open()).rejects.toThrow(TypeError);
  });
});

describe("listChangeStores", () => {
  it("finds the stores by the beginning of their names", async () => {
    await open("x-1");
    await open("x-2");
    await open("y-1");
    expect((await listChangeStores("x-")).sort()).toEqual(["x-1", "x-2"]);
    await deleteChangeStore("x-1");
    expect(await listChangeStores("x-")).toEqual(["x-2"]);
  });
});
