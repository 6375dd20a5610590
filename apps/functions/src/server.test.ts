import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { allFunctions } from "./functions/all.ts";

const ENVIRONMENT = {
  PATH: process.env.PATH,
  FUNCTIONS_PORT: "0",
  FUNCTIONS_SECRET: "secret-of-the-functions",
  HASURA_ENDPOINT: "http://127.0.0.1:9",
  HASURA_ADMIN_SECRET: "secret-of-the-admin",
  BOOKING_PARTNER_URL: "http://127.0.0.1:9",
  BOOKING_PARTNER_API_KEY: "key-of-the-partner",
  BOOKING_PARTNER_CALLBACK_SECRET: "secret-of-the-callbacks",
};

function run(environment: Record<string, string | undefined>) {
  const entry = fileURLToPath(new URL("server.ts", import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", entry], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("functions server", () => {
  it("serves every function on one port and leaves within two seconds of SIGTERM", async () => {
    const server = run(ENVIRONMENT);
    const errors = text(server.stderr);
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const { listening } = JSON.parse(line.toString()) as { listening: string };
    const statuses = await Promise.all(
      ["/healthz", ...allFunctions.map(({ path }) => path), "/actions/other"].map(async (path) => {
        const method = path === "/healthz" ? "GET" : "POST";
        return [path, (await fetch(`${listening}${path}`, { method })).status];
      }),
    );
    expect(statuses).toEqual([
      ["/healthz", 200],
      ...allFunctions.map(({ path }) => [path, 401]),
      ["/actions/other", 404],
    ]);
    const asked = Date.now();
    server.kill("SIGTERM");
    const [code] = (await once(server, "exit")) as [number];
    expect([code, await errors]).toEqual([0, ""]);
    expect(Date.now() - asked).toBeLessThan(2000);
  }, 20_000);

  it("names every missing variable in one sentence and exits with 1", async () => {
    const server = run({ ...ENVIRONMENT, FUNCTIONS_SECRET: "", HASURA_ADMIN_SECRET: undefined });
    const message = text(server.stderr);
    const [code] = (await once(server, "exit")) as [number];
    expect([code, await message]).toEqual([
      1,
      expect.stringMatching(/^Functions cannot start: set FUNCTIONS_SECRET .*HASURA_ADMIN_SECRET .*\n$/),
    ]);
  }, 20_000);
});
