import { join, relative } from "node:path";
import { generate } from "./generated-files.ts";
import type { Report } from "./report.ts";
import { root } from "./services.ts";
import { watchSources } from "./watch-sources.ts";

const WATCHED = ["migrations", "metadata"].map((folder) => join(root, "hasura", folder));

/** Who hears of it, and until when. */
export interface WatchGeneratedOptions {
  show: (report: Report) => void;
  signal: AbortSignal;
}

/**
 * Generates again whenever a migration or the metadata change, and tells which files that changed, or why it can't be done. Changes
 * that come meanwhile are taken in by one more run.
 */
export async function watchGenerated({ show, signal }: WatchGeneratedOptions): Promise<void> {
  const say = (kind: Report["kind"], text: string): void => show({ service: "codegen", kind, text });
  let changedFile: string | undefined;
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (changedFile !== undefined && !signal.aborted) {
      const file = relative(root, changedFile);
      changedFile = undefined;
      const { result, changed } = await generate({ signal, environment: process.env });
      if (signal.aborted) break;
      if (!result.ok) say("warning", `${file} changed, but ${reason(result.output)}`);
      else if (changed.length > 0) say("notice", `${file} changed; wrote ${changed.join(", ")}`);
    }
    isRunning = false;
  }

  const stop = await watchSources(WATCHED, (path) => {
    changedFile = path;
    if (!isRunning) void run();
  });
  signal.addEventListener("abort", stop);
}

/** What a generator says itself, without what turbo and pnpm say of it. */
function reason(output: string): string {
  const lines = output.split("\n").map((line) => line.replace(/^\S+:codegen: /, "").trim());
  const own = lines.filter(
    (line) => line !== "" && !/^[>•]|ELIFECYCLE|^(?:Tasks|Cached|Time|Failed):|ERROR/.test(line),
  );
  return `the types can't be generated: ${own.at(-1) ?? output.trim()}`;
}
