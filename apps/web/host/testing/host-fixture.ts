import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import {
  type AuthEvent,
  type AuthSession,
  type AuthSessionOptions,
  createAuthSession,
} from "@potluck/auth-session";
import { allowInsecureIssuer } from "@potluck/auth-session/dev";
import { createGateway } from "@potluck/auth-session/gateway";
import { CookieJar, FakeClock, startTestProvider, type TestProvider } from "@potluck/auth-session/testing";
import { Secret } from "@potluck/contracts/secret";
import pino from "pino";

import type { Person } from "../../app/load-context.ts";
import { createWebApp } from "../web-app.ts";
import { everyKindOfRoute } from "./every-kind-of-route.ts";

/** The web host in this process: the real boundary around one route of each kind, a provider, and an API behind the gateway. */
export interface HostFixture {
  readonly origin: string;
  readonly authSession: AuthSession<Person>;
  readonly clock: FakeClock;
  readonly provider: TestProvider;
  readonly events: AuthEvent[];
  /** What the log would say, line by line. */
  readonly logLines: string[];
  /** Every secret of the server. */
  readonly secrets: Readonly<Record<"client secret" | "session key", string>>;
  /** Sends a request as the browser would; the jar takes what the response sets. */
  send(jar: CookieJar | null, path: string, init?: RequestInit): Promise<Response>;
  /** As {@link HostFixture.send}, as our own pages post. */
  post(jar: CookieJar | null, path: string, init?: RequestInit): Promise<Response>;
  /** Signs somebody in through the pages. */
  signIn(sub: string, name: string): Promise<CookieJar>;
  close(): Promise<void>;
}

/**
 * @param options `development`: as `pnpm dev` runs it. `session`: options of the sessions that differ.
 * @returns The host; close it.
 */
export async function startHost(
  options: { development?: boolean; session?: Partial<AuthSessionOptions<Person>> } = {},
): Promise<HostFixture> {
  const origin = "https://app.test";
  const clock = new FakeClock();
  const provider = await startTestProvider({ clock });
  const api = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: { asked: request.headers.authorization?.length ?? 0 } }));
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const graphqlUrl = new URL(`http://127.0.0.1:${(api.address() as AddressInfo).port}/v1/graphql`);
  const secrets = { "client secret": randomBytes(32).toString("base64url"), "session key": "" };
  const key = randomBytes(32);
  secrets["session key"] = key.toString("base64url");
  const events: AuthEvent[] = [];
  const logLines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line) => logLines.push(line) });
  const development = options.development === true;

  const authSession = createAuthSession<Person>({
    issuer: allowInsecureIssuer(provider.issuer),
    clientId: provider.clientId,
    clientSecret: new Secret(secrets["client secret"]),
    audience: provider.audience,
    appOrigin: origin,
    keys: [{ id: "k1", secret: key }],
    paths: { afterLogin: "/document" },
    clock,
    leaks: { action: development ? "throw" : "block" },
    log: (event) => {
      events.push(event);
      log.info(event, "session");
    },
    onLogin: ({ userId, profile }) => Promise.resolve({ id: userId, name: profile.name ?? "" }),
    ...options.session,
  });
  const upstream = { http: graphqlUrl, ws: new URL(graphqlUrl.href.replace("http:", "ws:")) };
  const gateway = createGateway({
    session: authSession,
    upstream,
    log: (event) => log.info(event, "gateway"),
  });
  const handle = createWebApp({
    build: everyKindOfRoute,
    authSession,
    gateway,
    graphqlUrl,
    issuerOrigin: new URL(provider.issuer).origin,
    development,
    secure: true,
    logError: (error, request) =>
      log.error({ err: error, url: new URL(request.url).pathname }, "request failed"),
  });

  async function send(jar: CookieJar | null, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("host", new URL(origin).host);
    if (jar && jar.header !== "") headers.set("cookie", jar.header);
    const response = await handle(new Request(new URL(path, origin), { ...init, headers }));
    jar?.take(response);
    return response;
  }
  const post: HostFixture["post"] = (jar, path, init = {}) =>
    send(jar, path, {
      method: "POST",
      body: "{}",
      ...init,
      headers: {
        origin,
        "sec-fetch-site": "same-origin",
        "content-type": "application/json",
        "x-session-renewal": "1",
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });

  return {
    origin,
    authSession,
    clock,
    provider,
    events,
    logLines,
    secrets,
    send,
    post,
    async signIn(sub, name) {
      const jar = new CookieJar();
      const login = await send(jar, "/auth/login");
      await send(jar, provider.authorize(login.headers.get("location") ?? "", { sub, claims: { name } }));
      return jar;
    },
    async close() {
      await gateway.close();
      await provider.close();
      await new Promise((resolve) => {
        api.close(resolve);
        api.closeAllConnections();
      });
    },
  };
}
