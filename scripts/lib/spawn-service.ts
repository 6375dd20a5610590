import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const guard = fileURLToPath(new URL("./end-with-supervisor.mjs", import.meta.url));

/** How long a process may take to end when asked, in milliseconds. */
const GRACE = 5_000;

/** What to start. */
export interface SpawnServiceOptions {
  /** Arguments for `node`. */
  args: readonly string[];
  cwd: string;
  /** The whole environment of the process. */
  env: NodeJS.ProcessEnv;
  onLine: (stream: "stdout" | "stderr", text: string) => void;
}

/**
 * Starts a service as a process that ends with this one, however this one ends. It has a process group of its own, so Ctrl-C
 * reaches only the process that is responsible for it.
 *
 * @returns the process; wait for `close` rather than `exit` to have read its last words
 */
export function spawnService({ args, cwd, env, onLine }: SpawnServiceOptions): ChildProcess {
  const child = spawn(process.execPath, ["--import", guard, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of ["stdout", "stderr"] as const) {
    createInterface({ input: child[stream]! }).on("line", (text) => onLine(stream, text));
  }
  return child;
}

/** Asks a process to end and resolves when it has; one that doesn't listen is killed. */
export function endService(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatience = setTimeout(() => child.kill("SIGKILL"), GRACE);
    child.once("close", () => {
      clearTimeout(impatience);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
