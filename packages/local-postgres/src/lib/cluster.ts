import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresBinaries } from "./binaries.ts";
import { LocalPostgresError } from "./errors.ts";
import type { Folder } from "./folder.ts";
import type { OrdinaryUser } from "./ordinary-user.ts";

const run = promisify(execFile);

/** Major version of the cluster in the folder, or undefined where there is none yet. */
export async function clusterVersion(folder: Folder): Promise<number | undefined> {
  const text = await readFile(join(folder.cluster, "PG_VERSION"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/**
 * Refuses a cluster that these programs can't open.
 *
 * @throws {@link LocalPostgresError} `POSTGRES_VERSION_MISMATCH`
 */
export async function requireSameVersion(folder: Folder, binaries: PostgresBinaries): Promise<void> {
  const version = await clusterVersion(folder);
  if (version === undefined || version === binaries.major) return;
  throw new LocalPostgresError(
    "POSTGRES_VERSION_MISMATCH",
    `The data in ${folder.root} was written by Postgres ${version}, but Postgres ${binaries.major} is installed here. ` +
      `Remove that folder to start afresh (its data is lost), or choose another data folder.`,
  );
}

/** What is needed to make a cluster. */
export interface CreateClusterOptions {
  folder: Folder;
  binaries: PostgresBinaries;
  user: OrdinaryUser;
  /** Skips flushing to disk: for clusters that needn't survive a crash of the machine. */
  scratch: boolean;
}

/**
 * Runs initdb beside its final place and moves the result there, so that an interrupted run leaves nothing half made and
 * the second of two runs at once finds the work of the first.
 *
 * @throws {@link LocalPostgresError} `POSTGRES_START_FAILED` with initdb's own words
 */
export async function createCluster({
  folder,
  binaries,
  user,
  scratch,
}: CreateClusterOptions): Promise<void> {
  const draft = `${folder.cluster}-${randomBytes(6).toString("hex")}`;
  if (process.getuid?.() === 0) await chown(folder.password, user.owner.uid, user.owner.gid);
  const { file, args, ...identity } = user.command(binaries.initdb, [
    `--pgdata=${draft}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    `--pwfile=${folder.password}`,
    "--encoding=UTF8",
    "--locale=C",
    // Sorts as people expect and as the official image does, whatever the machine's own locale is.
    ...(binaries.major >= 15 ? ["--locale-provider=icu", "--icu-locale=und"] : []),
    ...(scratch ? ["--no-sync"] : []),
  ]);
  try {
    await run(file, args, { ...identity, cwd: "/" });
    await rename(draft, folder.cluster);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (await clusterVersion(folder)) return;
    const words = String((cause as { stderr?: string }).stderr ?? cause).trim();
    throw new LocalPostgresError("POSTGRES_START_FAILED", `initdb failed in ${folder.root}: ${words}`, {
      cause,
    });
  }
}
