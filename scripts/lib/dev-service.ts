import { createWriteStream } from "node:fs";
import { join, relative } from "node:path";
import { watchAncestors } from "./ancestors.ts";
import { CommandError } from "./command-error.ts";
import { dataFolder, openDataFolder } from "./data-folder.ts";
import { waitForHealth } from "./health.ts";
import { readPorts, requireFreePort } from "./ports.ts";
import { takeLock } from "./process-lock.ts";
import { createReporter, createWarningFilter } from "./report.ts";
import { describeServices, root, serviceNames } from "./services.ts";
import type { Service, ServiceName } from "./services.ts";
import { supervise } from "./supervisor.ts";
import type { SupervisorEvent } from "./supervisor.ts";
import { watchSources } from "./watch-sources.ts";

/**
 * Runs one service for development until this process is told to end: waits for what the service needs, restarts it when
 * it dies and when its sources change.
 *
 * @throws {@link CommandError} with one sentence, where it can't be started
 */
export async function devService(argument: string | undefined): Promise<void> {
  const name = serviceNames.find((known) => known === argument);
  if (!name) throw new CommandError(`Name a service: dev-service.mjs <${serviceNames.join("|")}>`);
  const report = createReporter(name);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
  const unwatchAncestors = watchAncestors(() => stopping.abort());
  try {
    await run(name, report, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return;
    if (error instanceof CommandError) report("failed", error.message);
    throw error;
  } finally {
    unwatchAncestors();
  }
}

type Reporter = ReturnType<typeof createReporter>;

async function run(name: ServiceName, report: Reporter, stopping: AbortSignal): Promise<void> {
  const folder = dataFolder();
  const secrets = await openDataFolder(folder);
  const ports = readPorts();
  const service = describeServices({
    dataDir: folder.path,
    ports,
    secrets,
    databaseUrl: process.env["HASURA_GRAPHQL_DATABASE_URL"],
    web: "development",
    demo: true,
    watch: true,
  })[name];
  const lock = await takeLock(join(folder.locks, name));
  if (typeof lock === "number") {
    throw new CommandError(
      `${name} is already running from ${folder.shown} (process ${lock}). End that one first.`,
    );
  }
  process.once("exit", () => lock.release());
  await requireFreePort(name, service.port);

  const log = createWriteStream(join(folder.logs, `${name}.log`));
  try {
    await superviseUntil(stopping, service, report, (line) =>
      log.write(`${new Date().toISOString()} ${line}\n`),
    );
  } finally {
    log.end();
    // Where the service was killed, its database is still running.
    if (name === "hasura-local") {
      const { stopPostgres } = await import("@potluck/local-postgres");
      await stopPostgres({ dataDir: join(folder.path, "postgres") }).catch(() => {});
    }
  }
}

async function superviseUntil(
  stopping: AbortSignal,
  service: Service,
  report: Reporter,
  log: (line: string) => void,
): Promise<void> {
  const isWarning = createWarningFilter();
  const lastWords: string[] = [];
  let wasReady = false;
  let fail!: (error: CommandError) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));

  function onEvent(event: SupervisorEvent): void {
    switch (event.kind) {
      case "line":
        log(event.text);
        if (event.stream === "stderr") lastWords.push(event.text);
        if (isWarning(event.text)) report("warning", event.text);
        else if (!wasReady && isStep(event.text))
          report("progress", event.text.replace(`${service.name}: `, ""));
        else report("log", event.text);
        break;
      case "ready":
        log(`ready after ${Math.round(event.milliseconds)} ms (process ${event.pid})`);
        report("ready", service.url);
        wasReady = true;
        break;
      case "failed":
        log(event.how);
        fail(new CommandError(`${service.name} didn't start: ${explain(lastWords) || `it ${event.how}.`}`));
        break;
      case "died":
        log(event.how);
        report("notice", `${event.how}; starting it again`);
        break;
    }
  }
  const supervisor = supervise({
    args: service.args,
    cwd: service.cwd,
    env: { ...process.env, ...service.env },
    waitUntilReady: (signal) => waitForHealth(service.healthUrl, signal),
    onEvent,
  });
  const sources = service.sources.map((path) => join(service.cwd, path));
  const unwatch = await watchSources(sources, (path) => {
    report("notice", `${relative(root, path)} changed; starting it again`);
    supervisor.restart();
  });
  try {
    const stopped = new Promise<void>((resolve) => stopping.addEventListener("abort", () => resolve()));
    if (!stopping.aborted) await Promise.race([stopped, failed]);
  } finally {
    unwatch();
    await supervisor.stop();
  }
}

/** A service says in one last sentence what is wrong with its surroundings; what it didn't expect has a stack. */
function explain(lines: readonly string[]): string {
  const isCrash = lines.some((line) => /^\s+at /.test(line));
  return isCrash ? lines.slice(-40).join("\n").trim() : (lines.findLast((line) => line.trim()) ?? "");
}

/** A plain sentence, neither a JSON record nor a piece of a crash. */
function isStep(line: string): boolean {
  return (/^[a-z][\w-]* /i.test(line) && !line.startsWith("Node.js ")) || /^[a-z-]+: /.test(line);
}
