import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { runTool } from "./run-tool.ts";
import type { RunToolOptions, StepResult } from "./run-tool.ts";
import { root } from "./services.ts";

/** What generating again came to. */
export interface Generated {
  result: StepResult;
  /** Files that are different now, relative to the checkout; none where a generator failed. */
  changed: string[];
}

/** Runs every generator of the workspace. */
export async function generate(options: Pick<RunToolOptions, "signal" | "environment">): Promise<Generated> {
  const before = await readGenerated();
  const result = await runTool(["turbo", "run", "codegen"], options);
  if (!result.ok) return { result, changed: [] };
  const after = await readGenerated();
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return { result, changed: paths.filter((path) => before.get(path) !== after.get(path)) };
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
