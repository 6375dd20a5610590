import { appendFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore } from "./store.ts";

describe("openStore", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "file-store-"));
  });
  afterEach(() => rm(dataDir, { recursive: true }));
  const file = () => join(dataDir, "inner", "records.jsonl");

  it("finds after a restart what was set, and not what was deleted", async () => {
    const store = await openStore(file());
    await Promise.all([store.set("a", 1), store.set("b", { deep: true }), store.set("c", 3)]);
    await store.delete("a");
    await store.close();
    const again = await openStore(file());
    expect([again.get("a"), again.get("b"), again.get("c")]).toEqual([undefined, { deep: true }, 3]);
    await again.close();
  });

  it("has a change on disk when its promise resolves, without being closed", async () => {
    const store = await openStore(file());
    await store.set("a", 1);
    expect(await readFile(file(), "utf8")).toBe('{"key":"a","value":1}\n');
    await store.close();
  });

  it("finds several changes together, or none of them where the process ended while it wrote", async () => {
    const store = await openStore(file());
    await store.set("a", "old");
    await store.write([
      { key: "a", value: "new" },
      { key: "b", value: 2 },
    ]);
    await store.close();
    const { size } = await stat(file());
    const whole = await readFile(file());
    for (const [length, found] of [
      [size, ["new", 2]],
      [size - 1, ["old", undefined]],
      [size - 12, ["old", undefined]],
    ] as const) {
      await writeFile(file(), whole);
      await truncate(file(), length);
      const again = await openStore(file());
      expect([again.get("a"), again.get("b")]).toEqual(found);
      await again.close();
    }
  });

  it("has everything on disk that was written before when it is settled", async () => {
    const store = await openStore(file());
    const written = Array.from({ length: 50 }, (_, index) => store.set(`key-${index}`, index));
    await store.settled();
    expect((await readFile(file(), "utf8")).match(/\n/g)).toHaveLength(50);
    await Promise.all(written);
    await store.close();
  });

  it("writes nothing after a write that failed", async () => {
    const store = await openStore(file());
    await store.set("a", 1);
    // The disk's own refusal: the file can no longer be written once its handle is closed.
    await store.close();
    const refused = { code: "FILE_STORE_WRITE_FAILED", message: expect.stringContaining("start again") };
    await expect(store.set("c", 3)).rejects.toMatchObject(refused);
    await expect(store.set("d", 4)).rejects.toMatchObject(refused);
    await expect(store.settled()).rejects.toMatchObject(refused);
    expect(await readFile(file(), "utf8")).toBe('{"key":"a","value":1}\n');
  });

  it("ignores a torn last line", async () => {
    const store = await openStore(file());
    await store.set("a", 1);
    await store.close();
    await appendFile(file(), '{"key":"b","val');
    const again = await openStore(file());
    expect([again.get("a"), again.get("b")]).toEqual([1, undefined]);
    await again.set("c", 2);
    await again.close();
    const third = await openStore(file());
    expect(third.get("c")).toBe(2);
    await third.close();
  });

  it("says what to do when the file is not its own", async () => {
    await mkdir(dirname(file()));
    await writeFile(file(), "not ours\n");
    await expect(openStore(file())).rejects.toMatchObject({
      code: "FILE_STORE_UNREADABLE",
      message: expect.stringContaining("remove it"),
    });
  });

  it("forgets what has expired", async () => {
    let now = 0;
    const store = await openStore(file(), () => now);
    await store.set("a", 1, 10);
    expect(store.get("a")).toBe(1);
    now = 10_000;
    expect(store.get("a")).toBeUndefined();
    expect(store.list("")).toEqual([]);
    await store.close();
  });

  it("keeps the file in proportion to what is alive", async () => {
    const store = await openStore(file());
    for (let round = 0; round < 5200; round += 1) void store.set("a", round);
    await store.set("a", "last");
    expect((await stat(file())).size).toBeLessThan(20_000);
    await store.close();
    const again = await openStore(file());
    expect(again.get("a")).toBe("last");
    await again.close();
  });

  it("keeps secrets from other users of the machine", async () => {
    const store = await openStore(file());
    expect((await stat(file())).mode & 0o077).toBe(0);
    await store.close();
  });
});
