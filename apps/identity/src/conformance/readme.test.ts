import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SOURCES = ["apps/identity/src", "packages/hasura-local/src"].map((path) => join(ROOT, path));

async function numbersIn(file: string, pattern: RegExp): Promise<number[]> {
  return [...(await readFile(file, "utf8")).matchAll(pattern)].map(([, number]) => Number(number));
}

async function testsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => join(folder, file));
}

describe("README", () => {
  it("lists the habits that have a test, and every one of them", async () => {
    const listed = await numbersIn(join(ROOT, "apps/identity/README.md"), /^\| +(\d+) +\|/gm);
    expect(listed).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));

    const files = (await Promise.all(SOURCES.map(testsIn))).flat();
    const named = await Promise.all(files.map((file) => numbersIn(file, /"trap (\d+): /g)));
    expect([...new Set(named.flat())].toSorted((a, b) => a - b)).toEqual(listed);
  });
});
