import { describe, expect, it } from "vitest";
import { createIdentityControls } from "./identity-controls.ts";
import { startSystem } from "./system.ts";
import type { SystemPart } from "./system.ts";

const parts: readonly SystemPart[] = ["identity", "functions", "hasura", "partner", "web"];

describe("startSystem", () => {
  it("starts every service, lets tests kill and restart one, and leaves none behind", async () => {
    const system = await startSystem({ web: "development" });
    const health = (part: SystemPart): Promise<number> =>
      fetch(`${system.urls[part]}/healthz`).then(
        (response) => response.status,
        () => 0,
      );
    try {
      expect(await Promise.all(parts.map(health))).toEqual([200, 200, 200, 200, 200]);
      expect((await fetch(`${system.partnerControlUrl}/state`)).status).toBe(200);
      const identity = createIdentityControls(system.identityControlUrl);
      expect((await identity.counters()).families.reused).toBe(0);
      expect(system.logs("hasura")).toMatch(/hasura-local/);

      await system.kill("functions");
      expect(await health("functions")).toBe(0);
      await system.restart("functions");
      expect(await health("functions")).toBe(200);
    } finally {
      await system.stop();
    }
    expect(await Promise.all(parts.map(health))).toEqual([0, 0, 0, 0, 0]);
  });
});
