import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { stopPostgres } from "@potluck/local-postgres";
import { watchAncestors } from "./ancestors.ts";
import { CommandError } from "./command-error.ts";
import { dataFolder, openDataFolder } from "./data-folder.ts";
import { createDevScreen } from "./dev-screen.ts";
import { readPorts, requireFreePort } from "./ports.ts";
import { lockHolders, takeLock } from "./process-lock.ts";
import { parseReport, REPORT_VARIABLE } from "./report.ts";
import { root, serviceNames } from "./services.ts";
import { watchGenerated } from "./watch-generated.ts";

/** How long turbo and the services may take to end, in milliseconds. */
const GRACE = 10_000;

/**
 * Starts every service under turbo, shows the way to readiness, then only what a developer needs to see. Ends when it is
 * told to, with everything that it started.
 *
 * @throws {@link CommandError} with one sentence, where the system can't be started
 */
export async function dev(): Promise<void> {
  const folder = dataFolder();
  const ports = readPorts();
  await openDataFolder(folder);
  const [running] = await lockHolders(folder.locks);
  const lock = running ? running[1] : await takeLock(join(folder.locks, "dev"));
  if (typeof lock === "number") {
    throw new CommandError(
      `Potluck is already running from ${folder.shown} (process ${lock}). End it with Ctrl-C in its terminal first.`,
    );
  }
  process.once("exit", () => lock.release());
  for (const name of serviceNames) await requireFreePort(name, ports[name]);

  const screen = createDevScreen({ folder, webUrl: `http://localhost:${ports.web}` });
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    watchAncestors(() => resolve("SIGTERM"));
  });
  const generating = new AbortController();
  await watchGenerated({ show: (report) => screen.show(report), signal: generating.signal });
  const turbo = startTurbo();
  const failure = new Promise<string>((resolve) => {
    const words: string[] = [];
    createInterface({ input: turbo.stdout! }).on("line", (line) => {
      const report = parseReport(line);
      if (!report) words.push(line);
      else if (report.kind === "failed") resolve(report.text);
      else screen.show(report);
    });
    createInterface({ input: turbo.stderr! }).on("line", (line) => words.push(line));
    turbo.once("close", (code) =>
      resolve([`turbo ended with code ${code}.`, ...words.slice(-30)].join("\n")),
    );
    turbo.once("error", (error) => resolve(`turbo can't be started: ${error.message}`));
  });

  const end = await Promise.race([
    stopping.then((signal) => ({ signal })),
    failure.then((words) => ({ words })),
  ]);
  screen.stopping();
  generating.abort();
  await endTurbo(turbo);
  await endRemains(folder.locks);
  await stopPostgres({ dataDir: join(folder.path, "postgres") }).catch(() => {});
  if ("words" in end) throw new CommandError(end.words);
  if (end.signal !== "SIGINT") process.exitCode = 143;
}

function startTurbo(): ChildProcess {
  const require = createRequire(import.meta.url);
  const turbo = require.resolve("turbo/bin/turbo");
  return spawn(process.execPath, [turbo, "run", "dev", "--log-prefix=none", "--ui=stream"], {
    cwd: root,
    // A group of its own: it ends when this process says so, in one way for every signal.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      [REPORT_VARIABLE]: "json",
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
      // Checked when this command started; once more for each service would take a second each.
      pnpm_config_verify_deps_before_run: "false",
    },
  });
}

/** turbo passes SIGINT on to its tasks and waits for them; SIGTERM to it leaves them running. */
async function endTurbo(turbo: ChildProcess): Promise<void> {
  if (turbo.pid === undefined || turbo.exitCode !== null || turbo.signalCode !== null) return;
  const group = -turbo.pid;
  const gone = new Promise<void>((resolve) => turbo.once("close", () => resolve()));
  signal(group, "SIGINT");
  const impatience = setTimeout(() => signal(group, "SIGKILL"), GRACE);
  await gone;
  clearTimeout(impatience);
}

/** Services whose turbo is gone notice that themselves; this waits for them, and doesn't wait for ever. */
async function endRemains(locks: string): Promise<void> {
  const started = performance.now();
  for (;;) {
    const holders = [...(await lockHolders(locks)).values()].filter((pid) => pid !== process.pid);
    if (holders.length === 0) return;
    const patient = performance.now() - started < GRACE;
    for (const pid of holders) signal(pid, patient ? "SIGTERM" : "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
