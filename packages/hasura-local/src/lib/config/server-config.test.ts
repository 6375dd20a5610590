import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { readServerConfig } from "./server-config.ts";

describe("readServerConfig", () => {
  it("has Hasura's defaults, on this machine only", () => {
    const config = readServerConfig({});
    expect(config).toMatchObject({ host: "127.0.0.1", port: 8080, corsDomain: "*", jwt: undefined });
    expect(config.live).toMatchObject({ mode: "notify", pollInterval: 1000, batchSize: 100 });
  });

  it("counts an empty variable as absent", () => {
    expect(readServerConfig({ HASURA_GRAPHQL_SERVER_PORT: "" }).port).toBe(8080);
  });

  it.each([
    [{ HASURA_GRAPHQL_SERVER_PORT: "many" }, /^HASURA_GRAPHQL_SERVER_PORT: /],
    [{ HASURA_GRAPHQL_JWT_SECRET: "{" }, /^HASURA_GRAPHQL_JWT_SECRET: is not JSON/],
    [{ HASURA_GRAPHQL_JWT_SECRET: "{}" }, /^HASURA_GRAPHQL_JWT_SECRET: key and jwk_url both cannot be empty/],
    [
      { HASURA_GRAPHQL_JWT_SECRET: '{"type":"HS256","key":"short"}' },
      /^HASURA_GRAPHQL_JWT_SECRET: the key of HS256 must have at least 32 characters/,
    ],
    [
      { HASURA_GRAPHQL_JWT_SECRET: '{"jwk_url":"http://a.test","claims_namespace_path":"hasura"}' },
      /^HASURA_GRAPHQL_JWT_SECRET \(claims_namespace_path\): "hasura" is no JSON path/,
    ],
    [
      { HASURA_GRAPHQL_JWT_SECRET: '{"jwk_url":"http://a.test"}' },
      /^HASURA_GRAPHQL_JWT_SECRET requires HASURA_GRAPHQL_ADMIN_SECRET/,
    ],
    [{ HASURA_LOCAL_LIVE_MODE: "magic" }, /^HASURA_LOCAL_LIVE_MODE: /],
    [{ HASURA_GRAPHQL_DATABASE_URL: "nowhere" }, /^HASURA_GRAPHQL_DATABASE_URL: /],
  ])("names the variable that is wrong: %o", (environment, message) => {
    expect(() => readServerConfig(environment)).toThrow(message);
  });

  it("does not show a secret when it is printed", () => {
    const { adminSecret, databaseUrl, jwt } = readServerConfig({
      HASURA_GRAPHQL_ADMIN_SECRET: "hunter2",
      HASURA_GRAPHQL_DATABASE_URL: "postgres://me:hunter2@localhost/db",
      HASURA_GRAPHQL_JWT_SECRET: JSON.stringify({ type: "HS256", key: "hunter2".repeat(5) }),
    });
    const printed = [adminSecret, databaseUrl, jwt];
    expect(inspect(printed, { depth: 9 }) + String(adminSecret)).not.toContain("hunter2");
    for (const each of printed) expect(() => JSON.stringify(each)).toThrow(TypeError);
  });
});
