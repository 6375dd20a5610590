import { endService, spawnService, waitForHealth } from "@potluck/scripts/services";
import { freePort } from "@potluck/testing";

import { expect, test } from "./fixtures.ts";
import { startCountingProxy } from "./support/counting-proxy.ts";
import { webServiceOf } from "./support/web-service.ts";

const visits = 200;
const atOnce = 8;

test(`${visits} interleaved visits of two people: nobody sees the other's page`, async ({
  person,
  dinner,
}) => {
  const shared = await dinner({
    host: "ada",
    title: "The shared table",
    guests: { ben: "editor" },
    items: [
      { title: "adas-private-line", isPrivate: true },
      { title: "bens-private-line", isPrivate: true, createdBy: "ben" },
    ],
  });
  const [adas, bens] = await Promise.all([
    dinner({ host: "ada", title: "only-adas-dinner" }),
    dinner({ host: "ben", title: "only-bens-dinner" }),
  ]);
  const [ada, ben] = await Promise.all([person("ada"), person("ben")]);
  const visitors = [
    { request: ada.request, label: "Account of Ada Fern", own: ["adas-private-line", "only-adas-dinner"] },
    { request: ben.request, label: "Account of Ben Osei", own: ["bens-private-line", "only-bens-dinner"] },
  ] as const;
  const pages = [
    "/dinners",
    shared.path,
    "/account",
    `${shared.path}/guests`,
    "/dinners.data",
    `${shared.path}.data`,
    "/",
  ];
  const queue = Array.from({ length: visits }, (_, visit) => ({
    me: visitors[visit % 2]!,
    other: visitors[(visit + 1) % 2]!,
    path: pages[Math.floor(visit / 2) % pages.length]!,
  }));

  async function visit({ me, other, path }: (typeof queue)[number]): Promise<void> {
    const response = await me.request.get(path);
    const text = await response.text();
    expect(response.status(), path).toBe(200);
    if (path === "/") {
      expect(response.headers()["cache-control"]).toMatch(/^public/);
      for (const { label } of visitors) expect(text).not.toContain(label);
      return;
    }
    expect(response.headers()["cache-control"], path).toBe("private, no-store");
    expect(response.headers()["vary"], path).toMatch(/cookie/i);
    expect(text, path).not.toContain(other.label);
    for (const secret of other.own) expect(text, path).not.toContain(secret);
    if (!path.endsWith(".data")) expect(text, path).toContain(me.label);
    if (path.startsWith("/dinners") && !path.endsWith("/guests")) {
      expect(
        me.own.some((line) => text.includes(line)),
        path,
      ).toBe(true);
    }
  }
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await visit(next);
    }),
  );

  const foreign = await Promise.all([ada.request.get(bens.path), ben.request.get(adas.path)]);
  for (const response of foreign) {
    expect(response.status()).toBe(404);
    expect(response.headers()["cache-control"]).toBe("private, no-store");
  }
});

test("a page asks the API once, whoever reads it and however it is reached", async ({
  person,
  dinner,
  system,
}) => {
  const { path } = await dinner({ host: "ada", items: ["Salt"] });
  const proxy = await startCountingProxy(system.urls.hasura);
  const web = webServiceOf(system);
  const port = await freePort();
  const lines: string[] = [];
  // A second web server with the same keys: it takes the same cookies, and asks the API through the proxy.
  const child = spawnService({
    args: web.args,
    cwd: web.cwd,
    env: { ...process.env, ...web.env, WEB_PORT: String(port), HASURA_ENDPOINT: proxy.url },
    onLine: (_stream, line) => void lines.push(line),
  });
  try {
    const origin = `http://localhost:${port}`;
    await waitForHealth(`${origin}/healthz`, AbortSignal.timeout(30_000));
    const { request } = await person("ada");
    for (const [address, asked] of [
      [path, 1],
      ["/dinners", 1],
      [`${path}/guests`, 1],
      [`${path}.data`, 1],
      ["/account", 0],
      ["/", 0],
    ] as const) {
      expect((await request.get(`${origin}${address}`)).status(), address).toBe(200);
      expect(proxy.take(), address).toHaveLength(asked);
    }
  } finally {
    await endService(child);
    await proxy.close();
  }
});
