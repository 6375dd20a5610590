import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "./store.ts";

describe("openStore", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "identity-store-"));
  });
  afterEach(() => rm(dataDir, { recursive: true }));
  const file = () => join(dataDir, "identity.jsonl");

  it("finds after a restart what was set, and not what was deleted", async () => {
    const store = await openStore(dataDir);
    await Promise.all([store.set("a", 1), store.set("b", { deep: true }), store.set("c", 3)]);
    await store.delete("a");
    await store.close();
    const again = await openStore(dataDir);
    expect([again.get("a"), again.get("b"), again.get("c")]).toEqual([undefined, { deep: true }, 3]);
    await again.close();
  });

  it("has a change on disk when its promise resolves, without being closed", async () => {
    const store = await openStore(dataDir);
    await store.set("a", 1);
    expect(await readFile(file(), "utf8")).toBe('{"key":"a","value":1}\n');
    await store.close();
  });

  it("ignores a torn last line", async () => {
    const store = await openStore(dataDir);
    await store.set("a", 1);
    await store.close();
    await appendFile(file(), '{"key":"b","val');
    const again = await openStore(dataDir);
    expect([again.get("a"), again.get("b")]).toEqual([1, undefined]);
    await again.set("c", 2);
    await again.close();
    const third = await openStore(dataDir);
    expect(third.get("c")).toBe(2);
    await third.close();
  });

  it("says what to do when the file is not its own", async () => {
    await writeFile(file(), "not ours\n");
    await expect(openStore(dataDir)).rejects.toMatchObject({
      code: "IDENTITY_DATA_UNREADABLE",
      message: expect.stringContaining("remove it"),
    });
  });

  it("forgets what has expired", async () => {
    let now = 0;
    const store = await openStore(dataDir, () => now);
    await store.set("a", 1, 10);
    expect(store.get("a")).toBe(1);
    now = 10_000;
    expect(store.get("a")).toBeUndefined();
    expect(store.list("")).toEqual([]);
    await store.close();
  });

  it("keeps the file in proportion to what is alive", async () => {
    const store = await openStore(dataDir);
    for (let round = 0; round < 5200; round += 1) void store.set("a", round);
    await store.set("a", "last");
    expect((await stat(file())).size).toBeLessThan(20_000);
    await store.close();
    const again = await openStore(dataDir);
    expect(again.get("a")).toBe("last");
    await again.close();
  });

  it("keeps secrets from other users of the machine", async () => {
    const store = await openStore(dataDir);
    expect((await stat(file())).mode & 0o077).toBe(0);
    await store.close();
  });
});
