import { expect, test } from "./fixtures.ts";
import { storageOf } from "./support/browser-storage.ts";
import { checklistOf } from "./support/checklist.ts";
import { isGraphql } from "./support/page-access.ts";

const json = { "content-type": "application/json", "x-session-renewal": "1" };

test("a page talks to the API the one way that is set, and its policy allows no other", async ({
  person,
  dinner,
  system,
  apiAccess,
}) => {
  const { path } = await dinner({ host: "ada", items: ["Salt"] });
  const page = await person("ada");
  const talkedTo = new Set<string>();
  page.on("request", (request) => {
    if (isGraphql(request.url())) talkedTo.add(new URL(request.url()).origin);
  });
  page.on("websocket", (socket) => talkedTo.add(new URL(socket.url()).origin));
  const answer = await page.goto(path);
  await checklistOf(page).add("Pepper");
  await expect.poll(() => talkedTo.size).toBe(2);

  const origins = apiAccess === "gateway" ? [system.urls.web] : [system.urls.hasura];
  expect(talkedTo).toEqual(new Set(origins.flatMap((http) => [http, http.replace("http", "ws")])));
  const policy = answer?.headers()["content-security-policy"] ?? "";
  const connect = /connect-src ([^;]*)/.exec(policy)?.[1]?.split(" ");
  expect(connect).toEqual(["'self'", ...(apiAccess === "gateway" ? [] : talkedTo)].toSorted(httpFirst));
});

/** As the policy lists them: our own, HTTP, websocket. */
function httpFirst(a: string, b: string): number {
  const rank = (source: string): number =>
    ["'self'", "http", "ws"].findIndex((part) => source.startsWith(part));
  return rank(a) - rank(b);
}

test("the other way is not there", async ({ person, system, apiAccess }) => {
  const { request } = await person("ada");
  const headers = { ...json, origin: system.urls.web };
  const token = await request.post("/auth/token", { headers, data: {} });
  const graphql = await request.post("/graphql", { headers, data: { query: "{ dinners { id } }" } });
  expect([token.status(), graphql.status()]).toEqual(apiAccess === "gateway" ? [404, 200] : [200, 404]);
  for (const answer of [token, graphql]) expect(answer.headers()["cache-control"]).toContain("no-store");
});

test("a token is held in memory and nowhere else", async ({ person, dinner, apiAccess }) => {
  const { path } = await dinner({ host: "ada", items: ["Salt"] });
  const page = await person("ada");
  const tokens: string[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname !== "/auth/token") return;
    void response.json().then(({ token }: { token: string }) => tokens.push(token));
  });
  const answer = await page.goto(path);
  await checklistOf(page).add("Pepper");
  await expect(checklistOf(page).row("Pepper")).toBeVisible();
  if (apiAccess === "direct") await expect.poll(() => tokens.length).toBe(1);
  else expect(tokens).toEqual([]);

  expect(await answer?.text()).not.toMatch(/eyJ[\w-]{10,}/);
  expect(await page.content()).not.toMatch(/eyJ[\w-]{10,}/);
  // What was changed waits in a database until it is saved.
  await expect
    .poll(() => storageOf(page))
    .toMatchObject({ local: [], session: [], databases: [], caches: [] });
  expect((await storageOf(page)).readableCookies).toEqual(["tz"]);
  // Not by a name that another script might guess, either.
  const globals = await page.evaluate(() =>
    Object.values(Object.getOwnPropertyDescriptors(window)).some(({ value }) => {
      try {
        return JSON.stringify(value)?.includes("eyJ") ?? false;
      } catch {
        return false;
      }
    }),
  );
  expect(globals).toBe(false);
});
