import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { endService, spawnService, waitForHealth } from "@potluck/scripts/services";
import type { Service } from "@potluck/scripts/services";

/** How long a service may take to become healthy, in milliseconds. */
const PATIENCE = 60_000;

/** One service of a test's system. */
export interface ServiceHandle {
  /** Resolves when it is healthy; throws with its log where it isn't in time. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  logs(): string;
  /** @returns its process id; undefined while it doesn't run */
  pid(): number | undefined;
}

/** Prepares a service without starting it. */
export function createServiceHandle(service: Service, environment: NodeJS.ProcessEnv): ServiceHandle {
  const lines: string[] = [];
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const ended = new AbortController();
    child = spawnService({
      args: service.args,
      cwd: service.cwd,
      env: { ...environment, ...service.env },
      onLine: (_stream, text) => void lines.push(text),
    });
    child.once("close", (code, signal) => ended.abort(new Error(`it ended (${signal ?? `code ${code}`})`)));
    try {
      await waitForHealth(service.healthUrl, AbortSignal.any([ended.signal, AbortSignal.timeout(PATIENCE)]));
    } catch (cause) {
      const log = lines.slice(-100).join("\n");
      throw new Error(
        `${service.name} didn't become healthy: ${(cause as Error).message}. Its log:\n${log}`,
        { cause },
      );
    }
  }
  return {
    start,
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "close");
    },
    stop: async () => {
      if (child) await endService(child);
    },
    logs: () => lines.join("\n"),
    pid: () => (child?.exitCode === null ? child.pid : undefined),
  };
}
