import { afterEach, describe, expect, it, vi } from "vitest";

import { type CookieJar, enableDebug, percentileOfBestRun, report } from "@potluck/auth-session/testing";

import { type HostFixture, startHost } from "./testing/host-fixture.ts";

/** Whether a text holds a secret, as it is or as URLs, JSON or base64 spell it. Its own search, not the one under test. */
function holds(text: string, secret: string): boolean {
  const middle = secret.slice(-24);
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.from("x".repeat(shift) + middle)
      .toString("base64url")
      .slice(4, -4),
  );
  const plain = text.replaceAll("+", "-").replaceAll("/", "_");
  return text.includes(middle) || encoded.some((part) => plain.includes(part));
}

describe("the web host", { timeout: 120_000 }, () => {
  let host: HostFixture;
  afterEach(async () => {
    vi.restoreAllMocks();
    await host.close();
  });

  it("row 22: gives no secret away in pages, data, errors, headers or logs, DEBUG=* included, over a whole run", async () => {
    const printed: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((text) => printed.push(String(text)) > 0);
    }
    const disableDebug = enableDebug();
    host = await startHost();
    const answers: string[] = [];
    const cookies = new Set<string>();
    let loops = 0;
    const visit = async (jar: CookieJar | null, path: string, init?: RequestInit, post = false) => {
      const response = await (post ? host.post(jar, path, init) : host.send(jar, path, init));
      const others = [...response.headers].filter(([name, value]) => name !== "set-cookie" || !isOurs(value));
      answers.push(`${path}\n${others.map(String).join("\n")}\n${await response.text().catch(String)}`);
      for (const value of response.headers.getSetCookie().map(sealedValue)) if (value) cookies.add(value);
      return response;
    };
    const everything = async (jar: CookieJar | null) => {
      const paths = ["landing", "document", "redirect", "missing", "broken", "resource", "form", "recent"];
      const leaky = ["returns-secret", "returns-session", "returns-token", "resource-token"];
      for (const path of [...paths, ...leaky, "nowhere", "auth/login", "auth/callback?code=x&state=y"]) {
        await visit(jar, `/${path}`);
        if (!path.includes("?")) await visit(jar, `/${path}.data`);
      }
      await visit(jar, "/form", { body: "a=b", headers: { "content-type": "text/plain" } }, true);
      await visit(jar, "/graphql", { body: '{"query":"{ asked }"}' }, true);
      await visit(jar, "/auth/renew", {}, true);
      await visit(jar, "/auth/renew", { headers: { origin: "https://evil.test" } }, true);
    };

    const { provider } = host;
    for (const [sub, name] of [
      ["auth0|ada", "Ada Fern"],
      ["auth0|ben", "Ben Osei"],
    ] as const) {
      const jar = await host.signIn(sub, name);
      await everything(jar);
      for (const fault of [
        { kind: "status", status: 429 },
        { kind: "status", status: 500, body: { error: "server_error", refresh_token: "seen" } },
        { kind: "drop", commit: false },
      ] as const) {
        host.clock.advance(850);
        provider.fault = (endpoint) => (endpoint === "refresh" ? fault : null);
        await visit(jar, "/document");
        host.clock.advance(10);
        provider.fault = () => null;
        await everything(jar);
      }
      const login = await visit(jar, "/auth/login?returnTo=/form");
      await visit(
        jar,
        provider.authorize(login.headers.get("location") ?? "", { claims: { nonce: "forged" } }),
      );
      if (sub === "auth0|ada") await visit(jar, "/auth/logout", {}, true);
      else {
        provider.fault = () => ({ kind: "status", status: 403, body: { error: "invalid_grant" } });
        host.clock.advance(850);
        if ((await visit(jar, "/document")).headers.get("location")?.startsWith("/sign-in") !== true) loops++;
        provider.fault = () => null;
      }
      await everything(jar);
    }
    vi.restoreAllMocks();
    disableDebug();

    const secrets = [...provider.issued, ...Object.values(host.secrets), ...cookies];
    const logs = [...host.logLines, ...printed];
    const hits = (texts: string[]) => texts.filter((text) => secrets.some((secret) => holds(text, secret)));
    const found = [...hits(answers), ...hits(logs)];
    const caught = host.events.filter(({ type }) => type === "leak").length;
    const figures = {
      answers: answers.length,
      "log lines": logs.length,
      secrets: secrets.length,
      "careless answers blocked": caught,
      hits: found.length,
      loops,
      "screening 200 kB p50": await screeningCost(host),
    };
    expect(report("22", figures)).toEqual({});
    // The run was one: tokens were exchanged, libraries did talk, and the search can find.
    expect(printed.join("")).toContain("Auth0Strategy");
    expect(provider.hits.refresh).toBeGreaterThan(5);
    expect(hits([`x=${Buffer.from(`c:${host.secrets["client secret"]}`).toString("base64")}`])).toHaveLength(
      1,
    );
  });
});

/** What looking through a page costs a signed-in request whose session was opened, as every page's is; milliseconds. */
async function screeningCost(host: HostFixture): Promise<number> {
  const { authSession, origin } = host;
  const cookie = (await host.signIn("auth0|ada", "Ada Fern")).header;
  const page = Buffer.from(
    Array.from({ length: 4000 }, (_, item) => `<li>Dinner ${item}, a ${Math.random()} meal</li>`).join(""),
  );
  const body = page.subarray(0, 200_000);
  const times: number[] = [];
  for (let round = 0; round < 1000; round++) {
    const request = new Request(origin, { headers: { cookie } });
    await authSession.open(request);
    const startedAt = performance.now();
    await authSession.screen(request, new Response(body));
    if (round >= 500) times.push(performance.now() - startedAt);
  }
  return percentileOfBestRun(times, 50);
}

function sealedValue(cookie: string): string | undefined {
  return /^__Host-session=([^;]+)/.exec(cookie)?.[1];
}

function isOurs(cookie: string): boolean {
  return cookie.startsWith("__Host-session");
}
