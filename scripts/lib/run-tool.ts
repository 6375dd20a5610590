import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "./services.ts";

/** Nothing takes so long unless it hangs; in milliseconds. */
const LIMIT = 30 * 60_000;

/** How many tests a step ran. */
export interface Counts {
  passed: number;
  failed: number;
}

/** What came of a step. */
export interface StepResult {
  ok: boolean;
  /** Everything it wrote, in order. */
  output: string;
  counts?: Counts;
}

/** Where and how a tool runs. */
export interface RunToolOptions {
  signal: AbortSignal;
  environment: NodeJS.ProcessEnv;
  /** Folder whose `node_modules/.bin` is searched before the root's. */
  from?: string;
}

/** Runs a program of the workspace from its root, without a terminal, and leaves none of its processes behind. */
export function runTool([command = "", ...args]: string[], options: RunToolOptions): Promise<StepResult> {
  const bins = ["e2e", "scripts", "."].map((folder) => join(root, folder, "node_modules", ".bin"));
  return new Promise((resolve) => {
    const output: Buffer[] = [];
    const child = spawn(command, args, {
      cwd: root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...options.environment,
        PATH: [...bins, options.environment["PATH"]].join(delimiter),
        NO_COLOR: "1",
        TURBO_TELEMETRY_DISABLED: "1",
        TURBO_NO_UPDATE_NOTIFIER: "1",
        // Checked when `pnpm test` started.
        pnpm_config_verify_deps_before_run: "false",
      },
    });
    const endGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // all gone
      }
    };
    const stop = (): void => {
      endGroup("SIGTERM");
      setTimeout(() => endGroup("SIGKILL"), 5000).unref();
    };
    const limit = setTimeout(() => {
      output.push(Buffer.from(`\nStopped after ${LIMIT / 60_000} minutes.\n`));
      stop();
    }, LIMIT);
    const finish = (ok: boolean, words = ""): void => {
      clearTimeout(limit);
      options.signal.removeEventListener("abort", stop);
      endGroup("SIGKILL");
      resolve({ ok, output: Buffer.concat(output).toString("utf8") + words });
    };
    options.signal.addEventListener("abort", stop);
    child.stdout.on("data", (data: Buffer) => output.push(data));
    child.stderr.on("data", (data: Buffer) => output.push(data));
    child.once("error", (error) => finish(false, `${command} can't be started: ${error.message}\n`));
    child.once("exit", (code) => {
      // A process that outlived the tool may hold its output open: give what is on its way a moment.
      const closed = new Promise((done) => child.once("close", done));
      const waited = new Promise((done) => setTimeout(done, 1000).unref());
      void Promise.race([closed, waited]).then(() => finish(code === 0));
    });
  });
}
