import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchSources } from "./watch-sources.ts";

let folder: string;
let changes: string[];
let unwatch: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-"));
  await mkdir(join(folder, "src", "lib"), { recursive: true });
  await writeFile(join(folder, "src", "lib", "soup.ts"), "");
  await writeFile(join(folder, "server.ts"), "");
  await writeFile(join(folder, "other.ts"), "");
  changes = [];
  const paths = ["src", "server.ts", "absent"].map((path) => join(folder, path));
  unwatch = await watchSources(paths, (path) => void changes.push(path));
});

afterEach(async () => {
  unwatch();
  await rm(folder, { recursive: true });
});

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

describe("watchSources", () => {
  it("tells of a file deep in a watched folder, once for a burst of changes", async () => {
    for (const text of ["1", "2", "3"]) await writeFile(join(folder, "src", "lib", "soup.ts"), text);
    await expect.poll(() => changes).toEqual([join(folder, "src", "lib", "soup.ts")]);
  });

  it("tells of a file in a folder that is new", async () => {
    await mkdir(join(folder, "src", "new"));
    await settled();
    changes.length = 0;
    await writeFile(join(folder, "src", "new", "bread.ts"), "");
    await expect.poll(() => changes).toContain(join(folder, "src", "new", "bread.ts"));
  });

  it("tells of a watched file that an editor replaces, each time", async () => {
    for (const _ of [1, 2]) {
      changes.length = 0;
      await writeFile(join(folder, "server.ts.tmp"), "changed");
      await rename(join(folder, "server.ts.tmp"), join(folder, "server.ts"));
      await expect.poll(() => changes).toEqual([join(folder, "server.ts")]);
    }
  });

  it("leaves out tests and files that aren't watched", async () => {
    await writeFile(join(folder, "src", "lib", "soup.test.ts"), "");
    await writeFile(join(folder, "other.ts"), "changed");
    await settled();
    expect(changes).toEqual([]);
  });
});
