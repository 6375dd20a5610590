import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What the system knows about a living process. */
export interface ProcessEntry {
  parent: number;
  /** When it started, in whatever unit the system uses: tells it from a later process with the same id. */
  started: string;
  /** Program and arguments, separated by spaces. */
  command: string;
}

/** Looks a process up; undefined where it is gone (or dead and only not waited for). */
export async function findProcess(pid: number): Promise<ProcessEntry | undefined> {
  try {
    return process.platform === "linux" ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

/** proc(5): after the name in brackets come the state (field 3), the parent (4) and the start time (22). */
async function fromProc(pid: number): Promise<ProcessEntry | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined;
  const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
  return { parent: Number(fields[1]), started: fields[19] ?? "", command };
}

async function fromPs(pid: number): Promise<ProcessEntry | undefined> {
  const { stdout } = await run("ps", ["-o", "ppid=,lstart=,command=", "-p", String(pid)]);
  const [, parent, started = "", command = ""] = /^\s*(\d+)\s+(.{24})\s+(.*)$/m.exec(stdout) ?? [];
  return parent ? { parent: Number(parent), started, command } : undefined;
}
