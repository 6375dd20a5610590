import { spawn } from "node:child_process";
import path from "node:path";
import { ADMIN_SECRET } from "./test-server.ts";

const BIN = path.resolve(import.meta.dirname, "../../../bin/hasura-local.mjs");

/** `hasura-local serve` as a process of its own. */
export interface ServerProcess {
  url: string;
  /** Ends it with a signal, SIGKILL if not given. Resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Resolves when the process serves. */
export async function startServerProcess(
  project: string,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [BIN, "serve", "--project", project], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: ADMIN_SECRET,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const announced = new Promise<string>((resolve) => {
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()));
  });
  const line = await Promise.race([announced, exited.then(() => undefined)]);
  if (line === undefined) throw new Error(`hasura-local has ended: ${errors}`);
  return {
    url: (JSON.parse(line) as { url: string }).url,
    async kill(signal = "SIGKILL") {
      child.kill(signal);
      await exited;
    },
  };
}
