import { randomBytes } from "node:crypto";

import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { CookieJar, mintSession, startTestProvider, type TestProvider } from "@potluck/auth-session/testing";
import { createScratchDatabase, type ScratchDatabase } from "@potluck/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseWebEnv } from "./env.ts";
import { createFetchHandler } from "./fetch-handler.ts";
import { everyKindOfRoute } from "./testing/every-kind-of-route.ts";

const origin = "https://app.test";

describe("instances of the web app", { timeout: 60_000 }, () => {
  let scratch: ScratchDatabase;
  let provider: TestProvider;
  beforeAll(async () => {
    [scratch, provider] = await Promise.all([createScratchDatabase(), startTestProvider()]);
  });
  afterAll(async () => {
    await provider.close();
    await scratch.drop();
  });

  /** Two instances with the same variables, and two browsers of one person. */
  async function deploy(more: Record<string, string>) {
    const env = parseWebEnv({
      WEB_ORIGIN: origin,
      HASURA_ENDPOINT: "http://127.0.0.1:1",
      API_ACCESS: "direct",
      AUTH0_ISSUER: provider.issuer,
      AUTH0_CLIENT_ID: provider.clientId,
      AUTH0_CLIENT_SECRET: "secret",
      AUTH0_AUDIENCE: provider.audience,
      SESSION_KEYS: `k1:${randomBytes(32).toString("base64url")}`,
      LOG_LEVEL: "silent",
      ...more,
    });
    const instances = [1, 2].map(() =>
      createFetchHandler({
        env,
        issuer: allowInsecureIssuer(provider.issuer),
        sessionDatabase: env.SESSION_DATABASE_URL,
        build: everyKindOfRoute,
        development: false,
      }),
    );
    const browsers = await Promise.all(
      [1, 2].map(async () => {
        const person = { userId: "auth0|ada", user: { id: "auth0|ada", name: "Ada Fern" } };
        const secrets = { keys: env.SESSION_KEYS, appOrigin: origin, cookieName: "potluck" };
        const minted = await mintSession(secrets, { ...person, ...(await provider.issue()) });
        const jar = new CookieJar();
        jar.set(minted.name, minted.value);
        return jar;
      }),
    );
    const send = (instance: number, browser: number, path: string, init: RequestInit = {}) => {
      const headers = { origin, "sec-fetch-site": "same-origin", cookie: browsers[browser]?.header ?? "" };
      return instances[instance]!(new Request(new URL(path, origin), { ...init, headers }));
    };
    return { send };
  }

  it("end a person's sessions for one another, with a session database", async () => {
    const { send } = await deploy({ SESSION_DATABASE_URL: scratch.url });
    expect((await send(1, 1, "/document")).status).toBe(200);
    const ended = await send(0, 0, "/auth/logout?everywhere", { method: "POST" });
    expect(ended.headers.get("location")).toContain("/oidc/logout");
    expect((await send(1, 1, "/document")).headers.get("location")).toMatch(/^\/sign-in/);
  });

  it("know nothing of one another without", async () => {
    const { send } = await deploy({});
    await send(0, 0, "/auth/logout?everywhere", { method: "POST" });
    expect((await send(1, 1, "/document")).status).toBe(200);
  });

  it("answer 503 to whoever is signed in while the database is away, and go on for everybody else", async () => {
    const { send } = await deploy({ SESSION_DATABASE_URL: "postgres://127.0.0.1:1/nowhere" });
    expect((await send(0, 0, "/document")).status).toBe(503);
    expect((await send(0, 0, "/landing")).status).toBe(200);
    expect((await send(0, 2, "/document")).headers.get("location")).toMatch(/^\/sign-in/);
  });
});
