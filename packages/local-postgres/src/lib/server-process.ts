import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { PostgresBinaries } from "./binaries.ts";
import type { Folder } from "./folder.ts";
import type { OrdinaryUser } from "./ordinary-user.ts";
import { isGone } from "./pid-file.ts";

/** What is needed to run the server of a cluster. */
export interface SpawnServerOptions {
  folder: Folder;
  binaries: PostgresBinaries;
  user: OrdinaryUser;
  port: number;
  settings: Readonly<Record<string, string>>;
}

/**
 * Starts the server as a process of its own session: Ctrl-C in the terminal doesn't reach it, so that its owner can finish
 * its work with the database first, and it outlives an owner that is killed.
 */
export async function spawnServer(options: SpawnServerOptions): Promise<ChildProcess> {
  const { folder, binaries, user, port, settings } = options;
  const parameters = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // Queries of a development machine are too small to be worth compiling.
    jit: "off",
    ...settings,
  };
  const { file, args, ...identity } = user.command(binaries.postgres, [
    "-D",
    folder.cluster,
    ...Object.entries(parameters).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const log = openSync(folder.log, "a", 0o600);
  try {
    const child = spawn(file, args, { ...identity, cwd: "/", detached: true, stdio: ["ignore", log, log] });
    // A program that can't be started has no pid: the caller looks at that.
    child.once("error", () => {});
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** How a server is told to end: https://www.postgresql.org/docs/current/server-shutdown.html. */
export type ShutdownMode = "fast" | "immediate";

/** Tells the server to end and waits until it has; after ten seconds it isn't asked politely any more. */
export async function endServer(folder: Folder, pid: number, mode: ShutdownMode): Promise<void> {
  signalServer(pid, mode);
  const started = performance.now();
  let urged = false;
  while (!(await isGone(folder, pid))) {
    if (!urged && performance.now() - started > 10_000) {
      signalServer(pid, "immediate");
      urged = true;
    }
    await delay(10);
  }
}

/** Tells a server that may be gone already to end; doesn't wait. */
export function signalServer(pid: number, mode: ShutdownMode): void {
  try {
    process.kill(pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
