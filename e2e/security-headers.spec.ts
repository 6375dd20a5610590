import { request as httpRequest } from "node:http";

import type { APIResponse } from "@playwright/test";

import { expect, test } from "./fixtures.ts";

const json = { "content-type": "application/json" };

function expectHardened(response: APIResponse): void {
  const headers = response.headers();
  const where = `${response.status()} ${response.url()}`;
  expect(headers["x-content-type-options"], where).toBe("nosniff");
  expect(headers["referrer-policy"], where).toMatch(/^(strict-origin-when-cross-origin|no-referrer)$/);
  expect(headers["cross-origin-opener-policy"], where).toBe("same-origin");
  expect(headers["content-security-policy"], where).toContain("default-src 'none'");
  expect(headers["content-security-policy"], where).toContain("frame-ancestors 'none'");
  expect(headers, where).not.toHaveProperty("x-powered-by");
  expect(headers, where).not.toHaveProperty("server");
}

test("documents, data, redirects and errors carry the security headers", async ({
  person,
  dinner,
  request,
}) => {
  const { path } = await dinner({ host: "ada" });
  const { request: ada } = await person("ada");
  const responses = await Promise.all([
    request.get("/"),
    request.get("/sign-in"),
    request.get("/nowhere"),
    request.get("/healthz"),
    request.get("/graphql"),
    request.get("/auth/login", { maxRedirects: 0 }),
    request.get(path, { maxRedirects: 0 }),
    ada.get(path),
    ada.get(`${path}.data`),
    ada.get("/dinners/not-an-id"),
    ada.get("/auth/logout", { maxRedirects: 0 }),
    ada.post("/dinners/new", { form: { title: "" } }),
  ]);
  for (const response of responses) expectHardened(response);
  const [landing, , nowhere] = responses;
  expect(nowhere?.status()).toBe(404);
  for (const document of [landing, responses[7]]) {
    const policy = document?.headers()["content-security-policy"] ?? "";
    expect(policy).toMatch(/script-src 'self' '(nonce|sha256)-/);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(policy).toContain("base-uri 'none'");
  }
});

test("every answer that read the session is private and kept by nobody", async ({
  person,
  dinner,
  system,
  apiAccess,
}) => {
  const { path } = await dinner({ host: "ada" });
  const { request } = await person("ada");
  const origin = { origin: system.urls.web };
  const responses = await Promise.all([
    request.get(path),
    request.get(`${path}.data`),
    request.get("/dinners"),
    request.get(`${path}/guests`),
    request.get("/account"),
    request.get("/dinners/00000000-0000-4000-8000-0000000000ff"),
    request.get("/join/nothing"),
    request.get("/auth/login", { maxRedirects: 0 }),
    request.get("/auth/callback?code=x&state=y", { maxRedirects: 0 }),
    apiAccess === "gateway"
      ? request.post("/graphql", { headers: origin, data: { query: "{ __typename }" } })
      : request.post("/auth/token", { headers: { ...origin, ...json, "x-session-renewal": "1" }, data: {} }),
    request.post("/auth/renew", { headers: { ...origin, ...json, "x-session-renewal": "1" }, data: {} }),
    request.post("/dinners/new", { form: { title: "" }, headers: origin }),
  ]);
  for (const response of responses) {
    const where = `${response.status()} ${response.url()}`;
    expect(response.headers()["cache-control"], where).toBe("private, no-store");
    expect(response.headers()["vary"], where).toMatch(/cookie/i);
  }
});

test("scripts are cached for ever under names that change with their content", async ({ request }) => {
  const html = await (await request.get("/")).text();
  const script = /"(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? "";
  const response = await request.get(script);
  expect(response.headers()["cache-control"]).toContain("immutable");
  expect(response.headers()["x-content-type-options"]).toBe("nosniff");
});

test("posts from other sites are refused", async ({ person, system, apiAccess }) => {
  const { request } = await person("ada");
  const strange: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: system.urls.web, "sec-fetch-site": "cross-site" },
    { origin: system.urls.web.replace("localhost", "127.0.0.1"), "sec-fetch-site": "same-site" },
  ];
  for (const from of strange) {
    for (const [path, options] of [
      ["/auth/logout", { form: {} }],
      ["/auth/renew", { data: {}, headers: { "x-session-renewal": "1" } }],
      apiAccess === "gateway"
        ? (["/graphql", { data: { query: "{ dinners { id } }" } }] as const)
        : (["/auth/token", { data: {}, headers: { "x-session-renewal": "1" } }] as const),
    ] as const) {
      const headers = { ...("headers" in options ? options.headers : {}), ...from };
      const response = await request.post(path, { ...options, headers, maxRedirects: 0 });
      expect(response.status(), `${path} from ${JSON.stringify(from)}`).toBe(403);
      expect(await response.text()).not.toContain("dinners");
    }
  }
  // As a form of another kind of page could send it.
  const form = await request.post(apiAccess === "gateway" ? "/graphql" : "/auth/token", {
    headers: { origin: system.urls.web, "content-type": "text/plain", "x-session-renewal": "1" },
    data: JSON.stringify({ query: "{ dinners { id } }" }),
  });
  expect(form.status()).toBe(apiAccess === "gateway" ? 415 : 403);
  expect((await request.get("/dinners", { maxRedirects: 0 })).status(), "still signed in").toBe(200);
});

test("actions of pages are refused to other sites", async ({ person, api }) => {
  const { request } = await person("ada");
  const title = `Forged ${Date.now()}`;
  await request.post("/dinners/new", {
    headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    form: { title, startsAt: "2031-06-21T19:30", timeZone: "UTC", notes: "" },
    maxRedirects: 0,
  });
  const { dinners } = await api<{ dinners: unknown[] }>(
    "query ($title: String!) { dinners(where: { title: { _eq: $title } }) { id } }",
    { title },
  );
  expect(dinners).toEqual([]);
});

test("websockets from other sites, or without the protocol, are refused", async ({
  person,
  system,
  apiAccess,
}) => {
  const cookies = await (await person("ada")).context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const gateway = `${system.urls.web}/graphql`;
  const url = apiAccess === "gateway" ? gateway : `${system.urls.hasura}/v1/graphql`;
  const upgrade = (headers: Record<string, string>, to = url): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(to, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
          cookie,
          ...headers,
        },
      });
      request.on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on("upgrade", (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      request.on("error", reject);
      request.end();
    });
  const protocol = { "sec-websocket-protocol": "graphql-transport-ws" };
  // Where there is no cookie to misuse, the API looks at origins of browsers alone.
  const refusal = apiAccess === "gateway" ? 403 : 400;
  expect(await upgrade({ ...protocol, origin: "https://evil.example" })).toBe(refusal);
  expect(await upgrade({ ...protocol, origin: `${system.urls.web}.evil.example` })).toBe(refusal);
  if (apiAccess === "gateway") expect(await upgrade({ ...protocol })).toBe(403);
  else expect(await upgrade({ ...protocol, origin: system.urls.web }, gateway)).toBe(404);
  expect(await upgrade({ origin: system.urls.web })).toBe(400);
  expect(await upgrade({ ...protocol, origin: system.urls.web })).toBe(101);
});
