import { spawn } from "node:child_process";
import path from "node:path";
import { createScratchDatabase } from "@potluck/testing";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { PROJECT, PROJECT_ENVIRONMENT } from "../testing/test-server.ts";

const BIN = path.resolve(import.meta.dirname, "../../../bin/hasura-local.mjs");

interface RunningProcess {
  pid: number | undefined;
  stdout(): string;
  stderr(): string;
  exited: Promise<number | null>;
}

function start(args: string[], environment: Record<string, string>): RunningProcess {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HASURA_GRAPHQL_SERVER_PORT: "0",
      HASURA_GRAPHQL_ADMIN_SECRET: "secret",
      ...PROJECT_ENVIRONMENT,
      ...environment,
    },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return {
    pid: child.pid,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited: new Promise((resolve) => child.once("close", resolve)),
  };
}

describe("the process hasura-local", () => {
  it("serves until SIGTERM and is gone within two seconds, though a socket is open", async () => {
    const database = await createScratchDatabase();
    const server = start(["serve", "--project", PROJECT, "--seed", "reference"], {
      HASURA_GRAPHQL_DATABASE_URL: database.url,
    });
    try {
      await expect.poll(() => server.stdout(), { timeout: 60_000 }).toContain("\n");
      const { url } = JSON.parse(server.stdout()) as { url: string };
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const closed = new Promise<number>((resolve) => {
        const socket = new WebSocket(`${url.replace("http", "ws")}/v1/graphql`, "graphql-transport-ws");
        socket.on("open", () => {
          process.kill(server.pid ?? 0, "SIGTERM");
        });
        socket.on("close", resolve);
      });
      const code = await closed;
      const before = performance.now();
      expect(code).toBe(1012);
      expect(await server.exited).toBe(0);
      expect(performance.now() - before).toBeLessThan(2000);
    } finally {
      if ((await Promise.race([server.exited, Promise.resolve("running")])) === "running" && server.pid) {
        process.kill(server.pid, "SIGKILL");
      }
      await database.drop();
    }
  }, 90_000);

  it("ends with status 1 and one sentence without the password where the database is away", async () => {
    const server = start(["serve", "--project", PROJECT], {
      HASURA_GRAPHQL_DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/db",
    });
    expect(await server.exited).toBe(1);
    expect(server.stdout()).toBe("");
    expect(server.stderr()).toBe(
      "hasura-local: Could not connect to Postgres at 127.0.0.1:1/db: connect ECONNREFUSED 127.0.0.1:1. Check HASURA_GRAPHQL_DATABASE_URL.\n",
    );
  }, 90_000);
});
