import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { startScratchPostgres } from "./scratch.ts";

describe("startScratchPostgres", () => {
  it("leaves neither server nor folder behind", async () => {
    const server = await startScratchPostgres();
    const folder = await dataDirectory(server.url);
    await server.stop();
    await expect(access(folder)).rejects.toThrow(/ENOENT/);
    await expect(dataDirectory(server.url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("cleans up when its process gets %s", async (signal) => {
    const fixture = fileURLToPath(new URL("./owner.fixture.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", fixture, "scratch"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { url } = JSON.parse(line.toString()) as { url: string };
    const folder = await dataDirectory(url);
    child.kill(signal);
    await once(child, "exit");
    await expect
      .poll(
        () =>
          access(folder).then(
            () => "there",
            () => "gone",
          ),
        { timeout: 10_000 },
      )
      .toBe("gone");
    await expect(dataDirectory(url)).rejects.toThrow(/ECONNREFUSED/);
  });
});

async function dataDirectory(url: string): Promise<string> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  await client.end();
  return rows[0]!.data_directory;
}
