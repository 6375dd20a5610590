import { execFile } from "node:child_process";
import { access, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Folder } from "./folder.ts";

const run = promisify(execFile);

/** The server that the cluster's lock file speaks of. */
export interface RunningServer {
  pid: number;
  /** Undefined while the server hasn't opened its port yet. */
  port: number | undefined;
}

/**
 * Reads postmaster.pid: which server runs over this cluster? A file left behind by a crash is removed where its process
 * id is dead or belongs to another program by now (Postgres itself removes only the former).
 */
export async function findRunningServer(folder: Folder): Promise<RunningServer | undefined> {
  const path = pidFile(folder);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // https://www.postgresql.org/docs/current/storage-file-layout.html: line 1 is the pid, line 4 the port.
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (await isPostgres(pid)) {
    return { pid, port: portIn(lines) };
  }
  await rm(path, { force: true });
  return undefined;
}

/** The port in the lock file, whether or not its server is still alive. Undefined while there is none. */
export async function readPort(folder: Folder): Promise<number | undefined> {
  const text = await readFile(pidFile(folder), "utf8").catch(() => "");
  return portIn(text.split("\n"));
}

/** Line 4; the server writes it after it has opened the port. */
function portIn(lines: readonly string[]): number | undefined {
  const port = Number(lines[3]);
  return port > 0 ? port : undefined;
}

/** Whether the server with this process id is gone: its process, or the lock file that it removes last of all. */
export async function isGone(folder: Folder, pid: number): Promise<boolean> {
  if (!(await isPostgres(pid))) return true;
  return await access(pidFile(folder)).then(
    () => false,
    () => true,
  );
}

function pidFile(folder: Folder): string {
  return join(folder.cluster, "postmaster.pid");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isPostgres(pid: number): Promise<boolean> {
  if (!(pid > 0) || !isAlive(pid)) return false;
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    // "pid (name) state …": a zombie has died already.
    return stat.includes("(postgres)") && !/\) Z /.test(stat);
  }
  if (process.platform === "win32") return true;
  const answer = await run("ps", ["-o", "comm=", "-p", String(pid)]).catch(() => undefined);
  return answer !== undefined && basename(answer.stdout.trim()).startsWith("postgres");
}
