import { setTimeout as delay } from "node:timers/promises";
import { findBinaries } from "./binaries.ts";
import { createCluster, clusterVersion, requireSameVersion } from "./cluster.ts";
import { LocalPostgresError } from "./errors.ts";
import { folderAt, loadPassword, openFolder } from "./folder.ts";
import type { Folder } from "./folder.ts";
import { launch } from "./launch.ts";
import { createDatabase, takeLease, toUrl } from "./lease.ts";
import type { LocalPostgres } from "./local-postgres.ts";
import { ownServer } from "./owned-server.ts";
import type { OwnedServer } from "./owned-server.ts";
import { chooseOrdinaryUser } from "./ordinary-user.ts";
import { findRunningServer } from "./pid-file.ts";
import { endServer } from "./server-process.ts";

/** How long a server that is starting or ending may take to make up its mind. */
const PATIENCE_MS = 30_000;

/** Which server to start. */
export interface StartPostgresOptions {
  /** Folder that keeps the data, the password and the server's log; made if absent. */
  dataDir: string;
  /** Port on 127.0.0.1; 0 or absent takes a free one. Ignored where a running server is adopted. */
  port?: number;
  /** Database to create if absent; "potluck" if not given. */
  database?: string;
  /** Settings of postgresql.conf, over those of the launcher. */
  settings?: Readonly<Record<string, string>>;
  /** Hears one line per step that takes time. */
  log?: (line: string) => void;
}

/**
 * Starts the Postgres server of a data folder, or adopts the one that a killed owner left running. The data stays.
 *
 * The server belongs to this process: it ends with `stop()` or when the process exits in an orderly way, and stays
 * running where the process is killed.
 *
 * @returns the running server, ready for connections
 * @throws {@link LocalPostgresError} with a code for each thing that a person can put right
 */
export async function startPostgres(options: StartPostgresOptions): Promise<LocalPostgres> {
  const log = options.log ?? (() => {});
  const database = options.database ?? "potluck";
  const folder = await openFolder(options.dataDir);
  const password = await loadPassword(folder);
  const owned = (await adopt(folder, password, log)) ?? (await startNew(folder, password, options, log));
  const address = { port: owned.port, password };
  try {
    await createDatabase(address, database);
  } catch (error) {
    await owned.lease.release();
    await endServer(folder, owned.pid, "fast");
    throw error;
  }
  return ownServer({ folder, server: owned, url: toUrl(address, database), password, shutdown: "fast" });
}

/**
 * Ends the server of a data folder that nobody owns any more.
 *
 * @returns whether one was running
 * @throws {@link LocalPostgresError} `POSTGRES_DATA_DIR_IN_USE` where its owner is alive
 */
export async function stopPostgres(options: { dataDir: string }): Promise<boolean> {
  const folder = folderAt(options.dataDir);
  if (!(await findRunningServer(folder))) return false;
  const owned = await adopt(folder, await loadPassword(folder), () => {});
  if (!owned) return false;
  await owned.lease.release();
  await endServer(folder, owned.pid, "fast");
  return true;
}

/** Takes over a running server. Waits for one that is just starting or ending. */
async function adopt(
  folder: Folder,
  password: string,
  log: (line: string) => void,
): Promise<OwnedServer | undefined> {
  const started = performance.now();
  for (;;) {
    const running = await findRunningServer(folder);
    if (!running) return undefined;
    const { pid, port } = running;
    const lease = port === undefined ? "unreachable" : await takeLease(folder, { port, password });
    if (typeof lease !== "string" && port !== undefined) {
      log(`adopting the Postgres that is still running (process ${pid}, port ${port})`);
      return { pid, port, lease, adopted: true };
    }
    if (lease === "taken") {
      throw new LocalPostgresError(
        "POSTGRES_DATA_DIR_IN_USE",
        `Another process is using the database in ${folder.root}. End that one first, or choose another data folder.`,
      );
    }
    if (lease === "wrong-password" || performance.now() - started > PATIENCE_MS) {
      throw new LocalPostgresError(
        "POSTGRES_DATA_DIR_FOREIGN",
        `A Postgres (process ${pid}) runs over ${folder.root} and doesn't let this process in. End it with "kill -INT ${pid}" and try again.`,
      );
    }
    await delay(50);
  }
}

async function startNew(
  folder: Folder,
  password: string,
  options: StartPostgresOptions,
  log: (line: string) => void,
): Promise<OwnedServer> {
  const binaries = await findBinaries();
  await requireSameVersion(folder, binaries);
  const user = await chooseOrdinaryUser(folder.root, binaries.postgres);
  if ((await clusterVersion(folder)) === undefined) {
    log(`creating the database folder ${folder.root}`);
    await createCluster({ folder, binaries, user, scratch: false });
  }
  log(`starting Postgres ${binaries.major}`);
  const settings = { max_wal_size: "512MB", ...options.settings };
  const started = await launch({ folder, binaries, user, settings, port: options.port, password });
  // Another process was faster: it owns the server, or has died since and left it to us.
  return started
    ? { ...started, adopted: false }
    : requireAdopted(await adopt(folder, password, log), folder);
}

function requireAdopted(owned: OwnedServer | undefined, folder: Folder): OwnedServer {
  if (owned) return owned;
  throw new LocalPostgresError(
    "POSTGRES_START_FAILED",
    `Postgres over ${folder.root} ended while it was being started. See ${folder.log}, then try again.`,
  );
}
