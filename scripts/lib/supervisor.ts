import type { ChildProcess } from "node:child_process";
import { endService, spawnService } from "./spawn-service.ts";
import type { SpawnServiceOptions } from "./spawn-service.ts";

/** The first pause before a restart, in milliseconds; doubles up to the longest. */
const SHORTEST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
/** A process that was ready for so long, in milliseconds, is forgiven its earlier deaths. */
const FORGIVEN_AFTER = 10_000;

/** What to keep running. */
export interface SuperviseOptions extends Omit<SpawnServiceOptions, "onLine"> {
  /** Resolves when the process does its work; rejects when `signal` aborts. */
  waitUntilReady: (signal: AbortSignal) => Promise<void>;
  onEvent: (event: SupervisorEvent) => void;
}

/** What happens to a supervised process. */
export type SupervisorEvent =
  | { kind: "line"; stream: "stdout" | "stderr"; text: string }
  | { kind: "ready"; pid: number | undefined; milliseconds: number }
  /** It ended before it was ready for the first time: it isn't started again. */
  | { kind: "failed"; how: string }
  | { kind: "died"; how: string; pause: number };

/** Control over a supervised process. */
export interface Supervisor {
  /** Ends the process and starts it again at once. */
  restart(): void;
  /** Ends the process for good; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a Node process and keeps it running: restarts it when it dies, after a pause that grows while it keeps dying. Only
 * a process that never became ready isn't tried again.
 */
export function supervise({ waitUntilReady, onEvent, ...options }: SuperviseOptions): Supervisor {
  let child: ChildProcess | undefined;
  let pause = SHORTEST_PAUSE;
  let timer: NodeJS.Timeout | undefined;
  let everReady = false;
  let state: "running" | "restarting" | "stopped" = "running";

  function start(): void {
    const started = performance.now();
    const ended = new AbortController();
    let readyAt: number | undefined;
    child = spawnService({ ...options, onLine: (stream, text) => onEvent({ kind: "line", stream, text }) });
    const { pid } = child;
    waitUntilReady(ended.signal).then(
      () => {
        everReady = true;
        readyAt = performance.now();
        onEvent({ kind: "ready", pid, milliseconds: readyAt - started });
      },
      () => {}, // it ended first
    );
    child.once("close", (code, signal) => {
      child = undefined;
      ended.abort();
      if (state === "stopped") return;
      if (state === "restarting") {
        state = "running";
        return start();
      }
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      if (!everReady) {
        state = "stopped";
        return onEvent({ kind: "failed", how });
      }
      if (readyAt !== undefined && performance.now() - readyAt > FORGIVEN_AFTER) pause = SHORTEST_PAUSE;
      onEvent({ kind: "died", how, pause });
      timer = setTimeout(start, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  }

  start();
  return {
    restart: () => {
      if (state !== "running") return;
      clearTimeout(timer);
      pause = SHORTEST_PAUSE;
      if (!child) return start();
      state = "restarting";
      void endService(child);
    },
    stop: async () => {
      clearTimeout(timer);
      state = "stopped";
      if (child) await endService(child);
    },
  };
}
