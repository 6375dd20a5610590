import { setTimeout as delay } from "node:timers/promises";
import type { Folder } from "./folder.ts";
import { takeLease } from "./lease.ts";
import type { Lease } from "./lease.ts";
import type { LocalPostgres } from "./local-postgres.ts";
import { isGone } from "./pid-file.ts";
import { endServer, signalServer } from "./server-process.ts";
import type { ShutdownMode } from "./server-process.ts";

/** A running server whose lease this process holds. */
export interface OwnedServer {
  pid: number;
  port: number;
  lease: Lease;
  adopted: boolean;
}

/** What is needed to look after a server. */
export interface OwnServerOptions {
  folder: Folder;
  server: OwnedServer;
  url: string;
  password: string;
  shutdown: ShutdownMode;
  /** Runs after the server has been stopped. */
  afterStop?: () => Promise<void>;
}

/** Ties a server's life to this process: ends it on `stop()` and on an orderly exit, notices when it ends by itself. */
export function ownServer(options: OwnServerOptions): LocalPostgres {
  const { folder, server, shutdown } = options;
  const { pid, port } = server;
  let { lease } = server;
  let stopping: Promise<void> | undefined;

  const onExit = (): void => signalServer(pid, shutdown);
  process.once("exit", onExit);
  let resolveExited!: () => void;
  const exited = new Promise<void>((resolve) => (resolveExited = resolve));
  void exited.then(() => process.off("exit", onExit));

  async function watch(): Promise<void> {
    await lease.lost;
    while (!stopping) {
      if (await isGone(folder, pid)) return resolveExited();
      // The server lives: somebody ended only this connection.
      const next = await takeLease(folder, { port, password: options.password });
      if (typeof next === "string") await delay(50);
      else {
        lease = next;
        return await watch();
      }
    }
  }
  void watch();

  async function stop(): Promise<void> {
    await lease.release();
    await endServer(folder, pid, shutdown);
    await options.afterStop?.();
    resolveExited();
  }
  return { url: options.url, port, pid, adopted: server.adopted, exited, stop: () => (stopping ??= stop()) };
}
