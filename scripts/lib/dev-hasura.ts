import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { CommandError } from "./command-error.ts";
import { dataFolder, openDataFolder } from "./data-folder.ts";
import { readPorts } from "./ports.ts";
import { describeServices, root } from "./services.ts";

/**
 * Starts Hasura and Postgres from `compose.yaml` with the secrets of the data folder, and every other service under turbo.
 * Ends with turbo; the containers are stopped then and keep their data.
 *
 * @throws {@link CommandError} where Docker is missing or the containers don't start
 */
export async function devHasura(): Promise<void> {
  const folder = dataFolder();
  const services = describeServices({
    dataDir: folder.path,
    ports: readPorts(),
    secrets: await openDataFolder(folder),
    // As in compose.yaml.
    databaseUrl: `postgres://potluck:potluck@127.0.0.1:${process.env["POSTGRES_PORT"] ?? 5433}/potluck`,
    web: "development",
    demo: true,
    watch: false,
  });
  // Signals reach the group: turbo and docker end by themselves, this process waits for them.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

  const environment = { ...process.env, ...services["hasura-local"].env, TURBO_TELEMETRY_DISABLED: "1" };
  const compose = (...args: string[]): Promise<number> => run("docker", ["compose", ...args], environment);
  if ((await compose("up", "--detach")) !== 0) {
    throw new CommandError(
      "The containers did not start: install Docker with Compose, or see its message above.",
    );
  }
  const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
  try {
    await run(process.execPath, [turbo, "run", "dev", "--filter=!@potluck/hasura-local"], environment);
  } finally {
    await compose("stop");
  }
}

/** Runs a program in the terminal; one that can't be started counts as failed. */
async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, { cwd: root, env, stdio: "inherit" });
  const ended = once(child, "exit") as Promise<[number | null]>;
  return ended.then(
    ([code]) => code ?? 1,
    () => 1,
  );
}
