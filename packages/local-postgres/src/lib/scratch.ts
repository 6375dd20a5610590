import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinaries } from "./binaries.ts";
import { createCluster } from "./cluster.ts";
import { LocalPostgresError } from "./errors.ts";
import { loadPassword, openFolder } from "./folder.ts";
import { launch } from "./launch.ts";
import { createDatabase, toUrl } from "./lease.ts";
import type { LocalPostgres } from "./local-postgres.ts";
import { chooseOrdinaryUser } from "./ordinary-user.ts";
import { ownServer } from "./owned-server.ts";

/** What a scratch server may differ in. */
export interface StartScratchPostgresOptions {
  /** Database to create; "potluck" if not given. */
  database?: string;
  /** Settings of postgresql.conf, over those of the launcher. */
  settings?: Readonly<Record<string, string>>;
}

const fast = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum: "off",
  max_connections: "200",
  max_wal_size: "4GB",
};

/**
 * Starts a server for tests in a folder of its own under the system's temporary folder: quick, and careless with its
 * data. Server and folder are gone after `stop()`, and also after this process ends in any way, even if it is killed.
 *
 * @throws {@link LocalPostgresError} as {@link startPostgres} does
 */
export async function startScratchPostgres(
  options: StartScratchPostgresOptions = {},
): Promise<LocalPostgres> {
  const database = options.database ?? "potluck";
  const binaries = await findBinaries();
  const folder = await openFolder(await mkdtemp(join(tmpdir(), "scratch-postgres-")));
  let reaper: ChildProcess | undefined;
  try {
    const password = await loadPassword(folder);
    const user = await chooseOrdinaryUser(folder.root, binaries.postgres);
    reaper = startReaper(folder.root);
    await createCluster({ folder, binaries, user, scratch: true });
    const settings = { ...fast, ...options.settings };
    const launched = await launch({ folder, binaries, user, settings, port: undefined, password });
    if (!launched) throw new LocalPostgresError("POSTGRES_START_FAILED", `${folder.root} is already in use.`);
    const address = { port: launched.port, password };
    await createDatabase(address, database);
    return ownServer({
      folder,
      server: { ...launched, adopted: false },
      url: toUrl(address, database),
      password,
      shutdown: "immediate",
      afterStop: () => dismiss(reaper),
    });
  } catch (error) {
    await dismiss(reaper);
    await rm(folder.root, { recursive: true, force: true });
    throw error;
  }
}

/**
 * A process that ends the server and removes its folder as soon as its standard input closes, which the operating system
 * does for every way this process can end.
 */
function startReaper(root: string): ChildProcess {
  const script = `
    while read -r _; do :; done
    pid=$(head -n 1 "$1/cluster/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    tries=0
    while [ -e "$1/cluster/postmaster.pid" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
    rm -rf -- "$1"`;
  const reaper = spawn("/bin/sh", ["-c", script, "sh", root], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  reaper.unref();
  (reaper.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return reaper;
}

/** Lets the reaper do its work now and waits for it. */
function dismiss(reaper: ChildProcess | undefined): Promise<void> {
  if (!reaper || reaper.exitCode !== null || reaper.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    reaper.once("exit", () => resolve());
    reaper.ref();
    reaper.stdin?.end();
  });
}
