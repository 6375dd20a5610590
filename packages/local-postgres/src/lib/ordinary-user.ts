import { execFile } from "node:child_process";
import { chown, lchown, lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { LocalPostgresError } from "./errors.ts";

const run = promisify(execFile);

/** How to start a program so that it doesn't run as root, which Postgres refuses. */
export interface OrdinaryUser {
  /** Who owns the files of the cluster. */
  owner: { uid: number; gid: number };
  /** Wraps a program for `spawn`. */
  command(
    program: string,
    args: readonly string[],
  ): { file: string; args: string[]; uid?: number; gid?: number };
}

/**
 * Chooses how to run Postgres over `dataDir`, which must exist, and gives the folder to the user who will need it.
 *
 * Anybody but root runs it as they are. Root drops to the user `postgres` or `nobody`. Where that user can't reach the
 * files, because they lie under a closed home such as /root (mode 0700), the process keeps one capability
 * (CAP_DAC_OVERRIDE, which a container has by default), and where that isn't allowed, gets a user namespace in which
 * root's files look like its own.
 *
 * @throws {@link LocalPostgresError} `POSTGRES_NO_ORDINARY_USER` where none of this works
 */
export async function chooseOrdinaryUser(dataDir: string, program: string): Promise<OrdinaryUser> {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  if (uid === undefined || gid === undefined || uid !== 0) {
    return { owner: { uid: uid ?? 0, gid: gid ?? 0 }, command: (file, args) => ({ file, args: [...args] }) };
  }
  const account = await ordinaryAccount();
  for (const user of account ? [dropped(account), capable(account), namespaced(account)] : []) {
    await giveTo(dataDir, user.owner);
    if (await reaches(user, dataDir, program)) return user;
  }
  throw new LocalPostgresError(
    "POSTGRES_NO_ORDINARY_USER",
    `Postgres doesn't run as root, and no ordinary user can reach ${dataDir}. Run this as an ordinary user, or move the ` +
      `checkout to a folder that the user "nobody" may enter.`,
  );
}

interface Account {
  uid: number;
  gid: number;
}

/** initdb needs an entry in the password file, so a made-up number won't do. */
async function ordinaryAccount(): Promise<Account | undefined> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

function dropped(account: Account): OrdinaryUser {
  return { owner: account, command: (file, args) => ({ file, args: [...args], ...account }) };
}

function capable(account: Account): OrdinaryUser {
  const options = [
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    // Without it access(2), by which initdb looks for its sibling, ignores the capability.
    "--securebits=+no_setuid_fixup",
  ];
  return {
    owner: account,
    command: (file, args) => ({ file: "setpriv", args: [...options, "--", file, ...args] }),
  };
}

function namespaced(account: Account): OrdinaryUser {
  const options = ["--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`];
  return {
    owner: { uid: 0, gid: 0 },
    command: (file, args) => ({ file: "unshare", args: [...options, "--", file, ...args] }),
  };
}

async function reaches(user: OrdinaryUser, dataDir: string, program: string): Promise<boolean> {
  const { file, args, ...identity } = user.command("/bin/sh", [
    "-c",
    'test -x "$1" && test -w "$2"',
    "sh",
    program,
    dataDir,
  ]);
  return run(file, args, { ...identity, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

async function giveTo(folder: string, owner: Account): Promise<void> {
  const { uid } = await lstat(folder);
  if (uid === owner.uid) return;
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), owner.uid, owner.gid);
  }
  // Last, so that an interrupted run starts over.
  await chown(folder, owner.uid, owner.gid);
}
