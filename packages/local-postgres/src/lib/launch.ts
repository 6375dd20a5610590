import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { LocalPostgresError } from "./errors.ts";
import type { Folder } from "./folder.ts";
import { freePort } from "./free-port.ts";
import { takeLease } from "./lease.ts";
import type { Lease } from "./lease.ts";
import { findRunningServer } from "./pid-file.ts";
import { spawnServer } from "./server-process.ts";
import type { SpawnServerOptions } from "./server-process.ts";
import { readLogFrom, startFailure } from "./server-log.ts";

const ATTEMPTS = 10;

/** As for spawning, but the port may be left to the launcher. */
export interface LaunchOptions extends Omit<SpawnServerOptions, "port"> {
  port: number | undefined;
  password: string;
}

/** A server that has just been started by this process. */
export interface Launched {
  pid: number;
  port: number;
  lease: Lease;
}

/**
 * Starts the server of an existing cluster and waits until it takes connections.
 *
 * @returns undefined where another process started the same cluster in the meantime
 * @throws {@link LocalPostgresError} `POSTGRES_PORT_IN_USE`, `POSTGRES_START_FAILED`
 */
export async function launch(options: LaunchOptions): Promise<Launched | undefined> {
  const { folder } = options;
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const offset = await logSize(folder);
    const child = await spawnServer({ ...options, port });
    const lease = await waitUntilReady(child, folder, { port, password: options.password });
    if (lease && child.pid !== undefined) return { pid: child.pid, port, lease };

    const words = await readLogFrom(folder, offset);
    if (/lock file "postmaster.pid" already exists/.test(words)) return undefined;
    // Another program took the port between our question and Postgres's start.
    const portLost = !options.port && /could not bind/.test(words);
    // The children of a killed server need a moment to notice.
    const remains = /pre-existing shared memory block/.test(words);
    if (attempt === ATTEMPTS || !(portLost || remains)) throw startFailure(folder, words, port);
    await delay(remains ? 500 : 0);
  }
}

async function waitUntilReady(
  child: ChildProcess,
  folder: Folder,
  address: { port: number; password: string },
): Promise<Lease | undefined> {
  if (child.pid === undefined) return undefined;
  const ended = once(child, "exit").then((): "ended" => "ended");
  while (child.exitCode === null && child.signalCode === null) {
    // Another program on that port may accept a connection and never answer.
    const lease = await Promise.race([takeLease(folder, address), ended]);
    if (typeof lease !== "string") return lease;
    if (lease === "wrong-password" && (await findRunningServer(folder))?.pid === child.pid) {
      child.kill("SIGINT");
      throw new LocalPostgresError(
        "POSTGRES_DATA_DIR_FOREIGN",
        `The password in ${folder.password} isn't that of the database beside it. Remove ${folder.root} to start afresh ` +
          `(its data is lost), or put the right password there.`,
      );
    }
    if (lease === "taken") {
      throw new LocalPostgresError(
        "POSTGRES_DATA_DIR_IN_USE",
        `Another process is using the database in ${folder.root}. End that one first, or choose another data folder.`,
      );
    }
    await delay(15);
  }
  return undefined;
}

async function logSize(folder: Folder): Promise<number> {
  return await stat(folder.log).then(
    ({ size }) => size,
    () => 0,
  );
}
