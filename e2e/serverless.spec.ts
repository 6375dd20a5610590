import { startSystem } from "@potluck/testing";
import type { System } from "@potluck/testing";

import { expect, test as base } from "./fixtures.ts";
import { signInAtProvider } from "./support/sign-in.ts";
import { people } from "./support/people.ts";
import { directApi } from "./support/raw-api.ts";
import { webServiceOf } from "./support/web-service.ts";

/** Lifetime of access tokens, in seconds. */
const accessTokenTtl = 4;
const renewals = 3;

/** Everything but a web server: that runs in this process, as instances of a function. */
const test = base.extend<object, { ownSystem: System }>({
  ownSystem: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures needed from the pattern
    async ({}, use) => {
      const system = await startSystem({ accessTokenTtl, parts: ["identity", "hasura"] });
      await use(system);
      await system.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  system: [({ ownSystem }, use) => use(ownSystem), { scope: "worker" }],
});

type Handler = (request: Request) => Promise<Response>;

async function startInstance(system: System): Promise<Handler> {
  const { env } = webServiceOf(system);
  // A path in a variable: the host is not a module of this package, it is what gets deployed.
  const entry = new URL("../apps/web/fetch.local.ts", import.meta.url).href;
  const { createLocalFetchHandler } = (await import(entry)) as {
    createLocalFetchHandler: (env: Record<string, string | undefined>) => Promise<Handler>;
  };
  return createLocalFetchHandler({ ...env, API_ACCESS: "direct", LOG_LEVEL: "silent" });
}

/** A browser that reaches another instance with every request, and shares nothing with them but its cookies. */
interface Browser {
  cookies: Map<string, string>;
  send: (path: string, init?: RequestInit) => Promise<Response>;
}

function browserOf(origin: string, instances: readonly Handler[]): Browser {
  const cookies = new Map<string, string>();
  let sent = 0;
  return {
    cookies,
    send: async (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("cookie", [...cookies].map((pair) => pair.join("=")).join("; "));
      const instance = instances[sent++ % instances.length]!;
      const response = await instance(new Request(new URL(path, origin), { ...init, headers }));
      for (const line of response.headers.getSetCookie()) {
        const [name = "", value = ""] = line.split(";", 1)[0]!.split(/=(.*)/s);
        if (value === "") cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}

test("two instances that share nothing take turns, from signing in to signing out", async ({
  dinner,
  ownSystem,
}) => {
  const { title } = await dinner({ host: "ada" });
  const { web } = ownSystem.urls;
  const instances = [await startInstance(ownSystem), await startInstance(ownSystem)];
  const { send, cookies } = browserOf(web, instances);
  const post = (path: string): Promise<Response> =>
    send(path, {
      method: "POST",
      body: "{}",
      headers: { origin: web, "content-type": "application/json", "x-session-renewal": "1" },
    });
  const whereTo = (response: Response): string => response.headers.get("location") ?? "";

  expect(whereTo(await send("/dinners"))).toBe("/sign-in");
  const login = await send("/auth/login?returnTo=/dinners");
  const callback = await signInAtProvider(ownSystem, people.ada, whereTo(login));
  expect(whereTo(await send(callback.pathname + callback.search))).toBe("/dinners");

  // Every page is somebody's own, whichever instance makes it, and the session outlives its tokens.
  const tokens = new Set<string>();
  await expect
    .poll(
      async () => {
        const page = await send("/dinners");
        expect(page.status).toBe(200);
        expect(await page.text()).toContain(title);
        const answer = await post("/auth/token");
        expect(answer.status).toBe(200);
        const { token } = (await answer.json()) as { token: string };
        const { data } = await directApi(token, ownSystem)("{ dinners { title } }");
        expect(data?.["dinners"]).toContainEqual({ title });
        // The next pair of requests reaches the instances the other way round.
        expect((await send("/account")).status).toBe(200);
        return tokens.add(token).size;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(renewals);

  expect((await post("/graphql")).status, "there is no gateway").toBe(404);
  const copy = cookies.get("potluck") ?? "";
  expect(whereTo(await post("/auth/logout"))).toContain(ownSystem.urls.identity);
  expect(cookies.has("potluck")).toBe(false);
  cookies.set("potluck", copy); // as an answer under way would
  for (const turn of ["one instance", "the other"]) {
    expect(whereTo(await send("/dinners")), turn).toBe("/sign-in");
    expect((await post("/auth/token")).status, turn).toBe(401);
    expect((await send("/account")).status, turn).toBe(302);
  }
});
