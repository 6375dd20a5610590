import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import {
  CookieJar,
  startTestNhost,
  startTestProvider,
  type TestNhost,
  type TestProvider,
} from "@potluck/auth-session/testing";
import pino from "pino";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";

import { SignInForm } from "../app/features/navigation/sign-in-form.tsx";
import { createAppSession } from "./app-session.ts";
import { composeApp } from "./compose-app.ts";
import { parseWebEnv } from "./env.ts";
import { providerAddress } from "./provider-env.ts";
import { everyKindOfRoute, markOf } from "./testing/every-kind-of-route.ts";
import { dietOf } from "./user-metadata.ts";

const origin = "https://app.test";
const ada = { email: "ada@example.test", password: "correct horse" };

describe("createAppSession", { timeout: 60_000 }, () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const one of open.splice(0)) await one.close();
  });

  /** The app as its host composes it from variables alone, with an API that writes the person's row. */
  async function startApp(variables: Record<string, string>) {
    const asked: { authorization: string; name: string }[] = [];
    const api: Server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { variables: given } = JSON.parse(body) as { variables: { name: string } };
        asked.push({ authorization: request.headers.authorization ?? "", name: given.name });
        response.setHeader("content-type", "application/json");
        const row = { id: "row", display_name: given.name };
        response.end(JSON.stringify({ data: { insert_users_one: row } }));
      });
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    open.push({ close: () => new Promise((resolve) => api.close(resolve)) });
    const env = parseWebEnv({
      WEB_ORIGIN: origin,
      HASURA_ENDPOINT: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      SESSION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64url")}`,
      API_ACCESS: "direct",
      LOG_LEVEL: "silent",
      ...variables,
    });
    const { handler } = composeApp({
      env,
      issuer: allowInsecureIssuer(providerAddress(env)),
      build: everyKindOfRoute,
      development: false,
      log: pino({ level: "silent" }),
    });
    const send = async (jar: CookieJar, path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers({ cookie: jar.header, ...Object.fromEntries(new Headers(init.headers)) });
      if (init.method === "POST") headers.set("origin", origin);
      const response = await handler(new Request(new URL(path, origin), { ...init, headers }));
      jar.take(response);
      return response;
    };
    return { send, asked };
  }

  const whereTo = (response: Response) => response.headers.get("location") ?? "";
  /** What a browser makes of the page's form: where it goes, and with which fields. */
  function submissionOf(step: "password" | "code", typed: Record<string, string>, returnTo: string | null) {
    const html = renderToStaticMarkup(createElement(SignInForm, { step, returnTo }));
    const names = [...html.matchAll(/<input\b[^>]*\bname="([^"]+)"/g)].map(([, name = ""]) => name);
    const hidden = /type="hidden" name="returnTo" value="([^"]*)"/.exec(html)?.[1];
    const values: Record<string, string> = { ...typed, ...(hidden !== undefined && { returnTo: hidden }) };
    const body = new URLSearchParams(names.map((name) => [name, values[name] ?? ""]));
    return { path: /action="([^"]+)"/.exec(html)?.[1] ?? "", init: { method: "POST", body } };
  }

  async function startNhost(options: Parameters<typeof startTestNhost>[0] = {}): Promise<TestNhost> {
    const nhost = await startTestNhost(options);
    open.push(nhost);
    return nhost;
  }

  it("signs in through the app with Nhost, renews, gives pages a token, and signs out", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const nhost = await startNhost();
    nhost.addUser({ metadata: { diet: "no nuts" } });
    const { send, asked } = await startApp({ AUTH_PROVIDER: "nhost", NHOST_AUTH_URL: nhost.url });
    const jar = new CookieJar();

    const wanted = await send(jar, "/document");
    expect(whereTo(wanted)).toBe("/sign-in?returnTo=%2Fdocument");
    const returnTo = new URL(whereTo(wanted), origin).searchParams.get("returnTo");
    const form = submissionOf("password", ada, returnTo);
    const signedIn = await send(jar, form.path, form.init);
    expect([signedIn.status, whereTo(signedIn), jar.names]).toEqual([303, "/document", ["__Host-potluck"]]);
    expect(signedIn.headers.get("cache-control")).toBe("private, no-store");
    expect(asked).toEqual([{ authorization: `Bearer ${nhost.issued[0]}`, name: "Ada Fern" }]);
    expect(await (await send(jar, "/document")).text()).toContain(markOf("Ada Fern"));

    vi.setSystemTime(Date.now() + 901_000);
    const renewed = await send(jar, "/document");
    expect([renewed.status, renewed.headers.getSetCookie().length, nhost.hits.refresh]).toEqual([200, 1, 1]);
    const token = await send(jar, "/auth/token", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "x-session-renewal": "1" },
    });
    expect([token.status, ((await token.json()) as { token: string }).token]).toEqual([
      200,
      nhost.issued.at(-2),
    ]);

    const signedOut = await send(jar, "/auth/logout", { method: "POST" });
    expect([signedOut.status, whereTo(signedOut)]).toEqual([303, `${origin}/`]);
    expect(nhost.isAlive(nhost.issued.at(-1) ?? "")).toBe(false);
    expect(whereTo(await send(jar, "/document"))).toBe("/sign-in?returnTo=%2Fdocument");
  });

  it("finds what a person has told Nhost about themselves where the app looks for it", async () => {
    const nhost = await startNhost();
    nhost.addUser({ metadata: { diet: "no nuts" } });
    const diets: (string | undefined)[] = [];
    const { authSession, signIn } = createAppSession(
      { AUTH_PROVIDER: "nhost", NHOST_AUTH_URL: nhost.url },
      allowInsecureIssuer(nhost.url),
      {
        appOrigin: origin,
        keys: [{ id: "k1", secret: randomBytes(32) }],
        onLogin({ userId, claims }) {
          diets.push(dietOf(claims));
          return Promise.resolve({ id: userId, name: "Ada Fern" });
        },
      },
    );
    const { path, init } = submissionOf("password", ada, null);
    const { status } = await authSession.login(
      new Request(new URL(path, origin), { ...init, headers: { origin } }),
    );
    expect([status, diets, signIn]).toEqual([303, ["no nuts"], "password"]);
  });

  it("takes the code of somebody who has set that up, by the same form's second step", async () => {
    const nhost = await startNhost();
    nhost.addUser({ totp: "123456" });
    const { send } = await startApp({ AUTH_PROVIDER: "nhost", NHOST_AUTH_URL: nhost.url });
    const jar = new CookieJar();
    const first = submissionOf("password", ada, null);
    const asked = await send(jar, first.path, first.init);
    expect(whereTo(asked)).toBe("/sign-in?step=code");
    const second = submissionOf("code", { otp: "123456" }, "/document");
    expect(whereTo(await send(jar, second.path, second.init))).toBe("/document");
  });

  it("passes on the address that the proxy in front of it saw, and the answer to too many attempts", async () => {
    const nhost = await startNhost({ bruteForce: { burst: 1, intervalS: 300 } });
    nhost.addUser();
    const { send } = await startApp({
      AUTH_PROVIDER: "nhost",
      NHOST_AUTH_URL: nhost.url,
      NHOST_CLIENT_ADDRESS_HEADER: "X-Forwarded-For",
    });
    const wrong = submissionOf("password", { ...ada, password: "wrong" }, null);
    const from = async (list: string) =>
      whereTo(
        await send(new CookieJar(), wrong.path, { ...wrong.init, headers: { "x-forwarded-for": list } }),
      );
    // What comes before the last entry is the browser's own word.
    expect(await from("203.0.113.1, 192.0.2.1")).toBe("/sign-in?error=credentials");
    expect(await from("203.0.113.2, 192.0.2.1")).toBe("/sign-in?error=rate-limited");
    expect(await from("192.0.2.2")).toBe("/sign-in?error=credentials");
    expect(nhost.addresses).toEqual(["192.0.2.1", "192.0.2.1", "192.0.2.2"]);
  });

  it("refuses a sign-in form that another site posts", async () => {
    const nhost = await startNhost();
    nhost.addUser();
    const { send } = await startApp({ AUTH_PROVIDER: "nhost", NHOST_AUTH_URL: nhost.url });
    const { path, init } = submissionOf("password", ada, null);
    const headers = { "sec-fetch-site": "cross-site" };
    const jar = new CookieJar();
    expect([(await send(jar, path, { ...init, headers })).status, jar.names, nhost.hits.signin]).toEqual([
      403,
      [],
      0,
    ]);
  });

  it("signs in through the app with any OpenID Connect provider, by its issuer", async () => {
    const provider: TestProvider = await startTestProvider();
    open.push(provider);
    provider.metadata = { ...provider.endpoints };
    const { send } = await startApp({
      AUTH_PROVIDER: "oidc",
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: "a secret of the client",
    });
    const jar = new CookieJar();
    const login = whereTo(await send(jar, "/auth/login?returnTo=/document"));
    expect(login).toContain(provider.endpoints["authorization_endpoint"]);
    expect(new URL(login).searchParams.has("audience")).toBe(false);
    expect(whereTo(await send(jar, provider.authorize(login, { sub: "ada" })))).toBe("/document");
    expect(await (await send(jar, "/document")).text()).toContain(markOf("Ada Fern"));
    expect(provider.hits).toMatchObject({ discovery: 1, code: 1 });
  });
});
