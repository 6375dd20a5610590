import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { runTool } from "./run-tool.ts";
import type { StepResult } from "./run-tool.ts";
import { root } from "./services.ts";
import type { StepContext } from "./test-steps.ts";

/** Generates again and compares: what is checked in must be what the generators make of today's schema. */
export async function checkGenerated({ signal, environment }: StepContext): Promise<StepResult> {
  const before = await readGenerated();
  const result = await runTool(["turbo", "run", "codegen"], { signal, environment });
  if (!result.ok) return result;
  const after = await readGenerated();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  if (changed.length === 0) return result;
  return {
    ok: false,
    output: `Out of date, and written anew just now; look at them and commit them:\n${changed.join("\n")}\n`,
  };
}

/** The text of every file in a folder named `generated`, by its path. */
async function readGenerated(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== "build") await visit(path);
      if (entry.isFile() && /[/\\]generated[/\\]/.test(path))
        files.set(relative(root, path), await readFile(path, "utf8"));
    }
  };
  for (const folder of ["apps", "packages"]) await visit(join(root, folder));
  return files;
}
