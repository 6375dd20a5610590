import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createSecrets } from "./secrets.ts";
import { defaultPorts, describeServices, root, serviceNames } from "./services.ts";
import type { SystemOptions } from "./services.ts";

const options: SystemOptions = {
  dataDir: "/data",
  ports: { web: 1, "hasura-local": 2, identity: 3, functions: 4, "booking-partner": 5 },
  secrets: createSecrets(),
  web: "development",
  demo: true,
  watch: true,
};
const services = describeServices(options);

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
    for (const { env } of [web, identity, services["booking-partner"]])
      expect(Object.keys(env).join()).not.toMatch(/ADMIN|FUNCTIONS_SECRET/);
    for (const { env } of [web, identity, services["hasura-local"]])
      expect(Object.keys(env).join()).not.toMatch(/PARTNER/);
    expect(Object.keys(identity.env)).not.toContain("SESSION_KEYS");
  });

  it("opens the identity provider's controls, and lets it announce logouts, only when asked", () => {
    const names = ["IDENTITY_CONTROL_PORT", "IDENTITY_BACKCHANNEL_LOGOUT_URL"];
    expect(names.map((name) => services.identity.env[name])).toEqual([undefined, undefined]);
    const asked = describeServices({ ...options, identityControl: 6, backchannelLogoutPath: "/auth/told" });
    expect(names.map((name) => asked.identity.env[name])).toEqual(["6", "http://localhost:1/auth/told"]);
  });

  it("lets browsers into the API from the app's pages alone, and leaves the way there to the environment unless told", () => {
    const { web, "hasura-local": hasura } = services;
    expect(hasura.env).toMatchObject({ HASURA_GRAPHQL_CORS_DOMAIN: web.env["WEB_ORIGIN"] });
    expect(web.env).not.toHaveProperty("API_ACCESS");
    expect(describeServices({ ...options, apiAccess: "direct" }).web.env).toMatchObject({
      API_ACCESS: "direct",
    });
  });

  it("keeps sessions in the database that hasura-local serves, whoever starts it", () => {
    const { web, "hasura-local": api } = services;
    expect(web.env["SESSION_DATABASE_FOLDER"]).toBe(api.env["HASURA_LOCAL_DATA_DIR"]);
    const databaseUrl = "postgres://127.0.0.1/elsewhere";
    const given = describeServices({ ...options, databaseUrl });
    expect(given["hasura-local"].env).toMatchObject({ HASURA_GRAPHQL_DATABASE_URL: databaseUrl });
    expect(given.web.env).toMatchObject({ SESSION_DATABASE_URL: databaseUrl });
    expect(given.web.env).not.toHaveProperty("SESSION_DATABASE_FOLDER");
  });

  it("opens the booking partner's fault controls only when asked", () => {
    expect(services["booking-partner"].env).not.toHaveProperty("PARTNER_CONTROL_PORT");
    const asked = describeServices({ ...options, partnerControl: 6 });
    expect(asked["booking-partner"].env).toMatchObject({ PARTNER_CONTROL_PORT: "6" });
  });

  it("gives the functions and the booking partner the same secrets and one another's address", () => {
    const { functions, "booking-partner": partner } = services;
    expect(functions.env).toMatchObject({
      BOOKING_PARTNER_URL: partner.url,
      BOOKING_PARTNER_API_KEY: partner.env["PARTNER_API_KEY"],
      BOOKING_PARTNER_CALLBACK_SECRET: partner.env["PARTNER_CALLBACK_SECRET"],
    });
    expect(partner.env).toMatchObject({
      PARTNER_CALLBACK_URL: `${functions.url}/callbacks/booking-partner`,
      PARTNER_DATA_DIR: "/data/booking-partner",
    });
  });
});
