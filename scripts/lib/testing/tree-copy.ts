import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "../ports.ts";
import { findProcess } from "../process-table.ts";
import { defaultPorts, root, serviceNames } from "../services.ts";

const run = promisify(execFile);
const LEFT_OUT = new Set([
  "node_modules",
  "build",
  "dist",
  ".git",
  ".turbo",
  ".potluck",
  ".env",
  "test-results",
]);

/** How people start the project's commands; the version is that of package.json. */
export const PNPM = ["npx", "-y", "pnpm@10.34.9"] as const;

/** A copy of the checkout, with its packages, with ports of its own. */
export interface TreeCopy {
  path: string;
  environment: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

/**
 * Copies what a fresh clone would contain, plus changes that aren't committed.
 *
 * @param packages `installed` from the local store, or `linked` to the checkout's, which is quick: workspace packages are then the
 *   checkout's too
 */
export async function copyTree(packages: "installed" | "linked" = "installed"): Promise<TreeCopy> {
  const path = await mkdtemp(join(tmpdir(), "potluck-tree-"));
  for (const file of await listFiles()) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await copyFile(join(root, file), join(path, file));
    const modules = join(dirname(file), "node_modules");
    if (packages === "linked" && basename(file) === "package.json" && existsSync(join(root, modules)))
      await symlink(join(root, modules), join(path, modules));
  }
  const environment: NodeJS.ProcessEnv = { ...process.env, CI: "true" };
  // Variables that this test run got from its own pnpm and vitest.
  for (const name of Object.keys(environment)) {
    if (/^(npm_|pnpm_|PNPM_|VITEST|POTLUCK_|NODE_ENV$|INIT_CWD$)/.test(name)) delete environment[name];
  }
  for (const name of serviceNames) environment[defaultPorts[name].variable] = String(await findFreePort());
  const tree: TreeCopy = { path, environment, remove: () => rm(path, { recursive: true, force: true }) };
  if (packages === "linked") return tree;
  const install = startCommand(tree, [...PNPM, "install", "--frozen-lockfile", "--prefer-offline"]);
  if ((await install.ended) === 0) return tree;
  await tree.remove();
  throw new Error(`The copy can't be installed:\n${install.output()}`);
}

/** A command that runs in a copy. */
export interface RunningCommand {
  pid: number;
  /** What it has written so far, standard output and error together. */
  output: () => string;
  /** Resolves with its exit code, once it has ended and its output is closed. */
  ended: Promise<number | null>;
  /** Sends a signal to all of its process group, as a terminal does, or to the outermost process alone. */
  signal(name: NodeJS.Signals, whom: "group" | "outermost"): void;
}

/** Starts a command in a process group of its own, without a terminal. */
export function startCommand(
  tree: TreeCopy,
  [file = "", ...args]: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): RunningCommand {
  const child = spawn(file, args, {
    cwd: tree.path,
    env: { ...tree.environment, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  const pid = child.pid ?? 0;
  return {
    pid,
    output: () => output,
    ended: new Promise((resolve) => child.once("close", resolve)),
    signal: (name, whom) => process.kill(whom === "group" ? -pid : pid, name),
  };
}

/** Every living process that was started from a folder or works in it. */
export async function processesIn(folder: string): Promise<{ pid: number; command: string }[]> {
  const found: { pid: number; command: string }[] = [];
  for (const pid of await processIds()) {
    const command = (await findProcess(pid))?.command;
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    if (command?.includes(folder) || (command && cwd.startsWith(folder))) found.push({ pid, command });
  }
  return found;
}

async function processIds(): Promise<number[]> {
  if (process.platform === "linux") return (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const { stdout } = await run("ps", ["-axo", "pid="]);
  return stdout.trim().split("\n").map(Number);
}

async function listFiles(): Promise<string[]> {
  try {
    const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    const { stdout } = await run("git", args, { cwd: root, maxBuffer: 1e8 });
    const existing = new Set(await walk(root));
    return stdout.split("\0").filter((file) => existing.has(file));
  } catch {
    return walk(root);
  }
}

async function walk(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await walk(path)));
    else if (entry.isFile()) files.push(relative(root, path));
  }
  return files;
}
