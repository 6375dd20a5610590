import { readFileSync } from "node:fs";

/**
 * CPU time a process has used so far (Linux, proc(5)).
 *
 * @param pid Its process id.
 * @returns Milliseconds in user and system mode, in steps of 10.
 */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command name may contain spaces; the fields after it don't.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
