import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findPostgresUrl } from "./find-url.ts";
import { startPostgres, stopPostgres } from "./persistent.ts";

const isRoot = process.getuid?.() === 0;
const children: ChildProcess[] = [];
const folders: string[] = [];
/** Shared by the tests that needn't see a folder made: making one takes longer than everything else. */
let dataDir: string;

beforeAll(async () => {
  dataDir = await newFolder();
  await (await startPostgres({ dataDir })).stop();
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
  await stopPostgres({ dataDir });
});

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe("findPostgresUrl", () => {
  it("tells others where the server listens, for as long as it does", async () => {
    expect(await findPostgresUrl({ dataDir: join(dataDir, "nowhere") })).toBeUndefined();
    expect(await findPostgresUrl({ dataDir })).toBeUndefined();
    const server = await startPostgres({ dataDir });
    const found = await findPostgresUrl({ dataDir });
    expect(found).toBe(server.url);
    expect(await query(found ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    expect(await findPostgresUrl({ dataDir })).toBeUndefined();
  });
});

describe("startPostgres", () => {
  it("keeps the data between runs and says what it does", async () => {
    const said: string[] = [];
    const dataDir = await newFolder();
    const first = await startPostgres({ dataDir, database: "kitchen", log: (line) => said.push(line) });
    await query(first.url, "create table dishes as select 'soup' as name");
    await first.stop();
    await expect(query(first.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);

    const second = await startPostgres({ dataDir, database: "kitchen" });
    expect(await query(second.url, "select name from dishes")).toEqual([{ name: "soup" }]);
    expect(second.adopted).toBe(false);
    await second.stop();
    await second.stop();
    await second.exited;
    expect(said).toEqual([
      `creating the database folder ${dataDir}`,
      expect.stringMatching(/^starting Postgres \d+$/),
    ]);
  });

  it("listens on 127.0.0.1 only and wants the password", async () => {
    const server = await startPostgres({ dataDir });
    expect(await query(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const url = new URL(server.url);
    url.password = "guess";
    await expect(query(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
    expect((await stat(join(dataDir, "password"))).mode & 0o077).toBe(0);
    await server.stop();
  });

  it("adopts the server of an owner that was killed, and stops it", async () => {
    const { child, server } = await startOwner("persistent", dataDir);
    child.kill("SIGKILL");
    await once(child, "exit");
    const adopted = await startPostgres({ dataDir });
    expect(adopted).toMatchObject({ adopted: true, pid: server.pid, url: server.url });
    await adopted.stop();
    await expect(query(server.url, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("refuses a folder whose owner is alive", async () => {
    await startOwner("persistent", dataDir);
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({ code: "POSTGRES_DATA_DIR_IN_USE" });
  });

  it("lets one of several simultaneous starts win", async () => {
    const dataDir = await newFolder();
    const results = await Promise.allSettled([1, 2, 3].map(() => startPostgres({ dataDir })));
    const won = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected");
    expect(won).toHaveLength(1);
    expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual([
      "POSTGRES_DATA_DIR_IN_USE",
      "POSTGRES_DATA_DIR_IN_USE",
    ]);
    await won[0]!.value.stop();
  });

  it("runs two folders at once", async () => {
    const other = await newFolder();
    const servers = await Promise.all([startPostgres({ dataDir }), startPostgres({ dataDir: other })]);
    expect(servers[0].port).not.toBe(servers[1].port);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it("starts over a lock file that a crash left behind", async () => {
    const { child, server } = await startOwner("persistent", dataDir);
    child.kill("SIGKILL");
    process.kill(server.pid, "SIGKILL");
    await once(child, "exit");
    const restarted = await startPostgres({ dataDir });
    expect(restarted.adopted).toBe(false);
    await restarted.stop();

    // The process id belongs to another program by now.
    const lock = join(dataDir, "cluster", "postmaster.pid");
    await writeFile(
      lock,
      [process.pid, join(dataDir, "cluster"), 0, restarted.port, "", "127.0.0.1"].join("\n"),
    );
    await (await startPostgres({ dataDir })).stop();
  });

  it("ends the server of a process that exits without stopping it", async () => {
    const { child, server } = await startOwner("persistent", dataDir);
    child.kill("SIGHUP"); // the fixture calls process.exit
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect.poll(() => isReachable(server.url)).toBe(false);
  });

  it("tells when the server ends by itself", async () => {
    const server = await startPostgres({ dataDir });
    process.kill(server.pid, "SIGINT");
    await expect(server.exited).resolves.toBeUndefined();
    await server.stop();
  });

  it("survives that somebody ends its own connection", async () => {
    const server = await startPostgres({ dataDir });
    await query(
      server.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'local-postgres'",
    );
    await expect
      .poll(() => query(server.url, "select count(*)::int from pg_locks where locktype = 'advisory'"))
      .toEqual([{ count: 1 }]);
    await server.stop();
  });

  it("names a busy port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(startPostgres({ dataDir, port })).rejects.toMatchObject({
      code: "POSTGRES_PORT_IN_USE",
      message: expect.stringContaining(`Port ${port} is in use`),
    });
    other.close();
  });

  it("refuses the data of another version", async () => {
    const dataDir = await newFolder();
    await mkdir(join(dataDir, "cluster"));
    await writeFile(join(dataDir, "cluster", "PG_VERSION"), "9.6\n");
    await expect(startPostgres({ dataDir })).rejects.toMatchObject({
      code: "POSTGRES_VERSION_MISMATCH",
      message: expect.stringContaining("written by Postgres 9"),
    });
  });

  it("says in one sentence that the folder can't be written to", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    await expect(startPostgres({ dataDir: join(file, "data") })).rejects.toMatchObject({
      code: "POSTGRES_DATA_DIR_DENIED",
    });
  });

  it("repeats the server's words when it doesn't start", async () => {
    await expect(startPostgres({ dataDir, settings: { max_connections: "many" } })).rejects.toMatchObject({
      code: "POSTGRES_START_FAILED",
      message: expect.stringContaining("max_connections"),
    });
  });

  it.runIf(isRoot)("runs as an ordinary user where only root may enter", async () => {
    const closed = await mkdtemp(join(homedir(), "persistent-"));
    expect((await stat(closed)).mode & 0o077).toBe(0);
    const server = await startPostgres({ dataDir: join(closed, "data") });
    const status = await readFile(`/proc/${server.pid}/status`, "utf8").catch(() => "Uid:\t65534");
    expect(status).not.toMatch(/^Uid:\t0\b/m);
    await query(server.url, "create table dishes as select 'soup' as name");
    await server.stop();
    await rm(closed, { recursive: true });
  });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "persistent-"));
  folders.push(folder);
  return folder;
}

interface Owner {
  child: ChildProcess;
  server: { url: string; pid: number };
}

async function startOwner(...args: string[]): Promise<Owner> {
  const fixture = fileURLToPath(new URL("./owner.fixture.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", fixture, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, server: JSON.parse(line.toString()) as Owner["server"] };
}

function isReachable(url: string): Promise<boolean> {
  return query(url, "select 1").then(
    () => true,
    () => false,
  );
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
