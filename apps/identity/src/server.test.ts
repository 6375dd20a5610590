import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const ENVIRONMENT = {
  PATH: process.env.PATH,
  IDENTITY_PORT: "0",
  AUTH0_CLIENT_ID: "potluck-web",
  AUTH0_CLIENT_SECRET: "secret-of-the-test-tenant",
  AUTH0_AUDIENCE: "https://api.potluck.test",
};

function run(environment: Record<string, string | undefined>) {
  const entry = fileURLToPath(new URL("server.ts", import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", entry], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("Auth0's habits: the process", () => {
  it("trap 18: prints one line and warns of nothing, and leaves within two seconds of SIGTERM with a connection open", async () => {
    const server = run(ENVIRONMENT);
    const warnings = text(server.stderr);
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const { listening } = JSON.parse(line.toString()) as { listening: string };
    const held = await fetch(new URL("healthz", listening), { headers: { connection: "keep-alive" } });
    expect(held.status).toBe(200);
    const asked = Date.now();
    server.kill("SIGTERM");
    const [code] = (await once(server, "exit")) as [number];
    expect([code, await warnings]).toEqual([0, ""]);
    expect(Date.now() - asked).toBeLessThan(2000);
  }, 20_000);

  it("tells where its controls are, where it has any", async () => {
    const server = run({ ...ENVIRONMENT, IDENTITY_CONTROL_PORT: "0" });
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const { controls } = JSON.parse(line.toString()) as { controls: string };
    expect(await (await fetch(`${controls}/state`)).json()).toMatchObject({ clock: { offsetMs: 0 } });
    server.kill("SIGTERM");
    expect(await once(server, "exit")).toEqual([0, null]);
  }, 20_000);

  it("names a missing variable in one sentence and exits with 1", async () => {
    const server = run({ ...ENVIRONMENT, AUTH0_AUDIENCE: undefined });
    const message = text(server.stderr);
    const [code] = (await once(server, "exit")) as [number];
    expect([code, await message]).toEqual([
      1,
      expect.stringMatching(/^Identity cannot start: set AUTH0_AUDIENCE .*\n$/),
    ]);
  }, 20_000);
});
