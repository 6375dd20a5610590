import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSecrets } from "./secrets.ts";
import { defaultPorts, describeServices, root, serviceNames } from "./services.ts";

const services = describeServices({
  dataDir: "/data",
  ports: { web: 1, "hasura-local": 2, identity: 3, functions: 4 },
  secrets: createSecrets(),
  web: "development",
  demo: true,
  watch: true,
});

/** Packages that Vite reloads in the browser and on the server by itself. */
const LEFT_TO_VITE = ["@potluck/ui", "@potluck/urql-client"];

describe("describeServices", () => {
  it.each(serviceNames)("watches every workspace package that %s runs on", async (name) => {
    const { cwd, sources } = services[name];
    const manifest = JSON.parse(await readFile(join(cwd, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const watched = sources.map((path) => join(cwd, path));
    for (const [dependency, version] of Object.entries(manifest.dependencies)) {
      if (!version.startsWith("workspace:") || (name === "web" && LEFT_TO_VITE.includes(dependency)))
        continue;
      expect(watched).toContain(join(root, "packages", dependency.replace("@potluck/", ""), "src"));
    }
    for (const path of watched)
      expect((await stat(path)).isFile() || (await stat(path)).isDirectory()).toBe(true);
  });

  it.each(serviceNames)("lets one variable move %s", (name) => {
    expect(services[name].portVariable).toBe(defaultPorts[name].variable);
    expect(services[name].healthUrl).toContain(`:${services[name].port}/healthz`);
  });

  it("gives no service a secret that it doesn't need", () => {
    const { web, identity } = services;
    for (const { env } of [web, identity])
      expect(Object.keys(env).join()).not.toMatch(/ADMIN|FUNCTIONS_SECRET/);
    expect(Object.keys(identity.env)).not.toContain("SESSION_KEYS");
  });
});
