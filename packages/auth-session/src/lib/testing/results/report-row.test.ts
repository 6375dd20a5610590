import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { report } from "./report-row.ts";

describe("report", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("notes the row, and returns what is not as expected, times left out", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rows-"));
    try {
      vi.stubEnv("POTLUCK_AUTH_ROWS", join(folder, "rows"));
      expect(report("31", { p50: 90, "cookie bytes": 1101 })).toEqual({ "cookie bytes": 1101 });
      expect(report("13", { "families dead": 1, "requests until the sign-in": 1 })).toEqual({});
      expect(
        (await readFile(join(folder, "rows"), "utf8"))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual([
        { row: "31", measured: { p50: 90, "cookie bytes": 1101 } },
        { row: "13", measured: { "families dead": 1, "requests until the sign-in": 1 } },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
