/** One process of an app: an HTTP server with sessions and a gateway. It is told over IPC what to be, and ends with its parent. */
import { Secret } from "@potluck/contracts/secret";
import type { AuthSession } from "../auth-session.ts";
import { systemClock } from "../clock.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import { allowInsecureIssuer } from "../insecure-issuer.ts";
import { createNhostSession } from "../nhost/nhost-session.ts";
import { createAuthSession } from "../oidc-session.ts";
import type { SessionOptions } from "../options.ts";
import { createPostgresStore, type PostgresStore } from "../postgres/postgres-store.ts";
import { listenLocally, serveFetch } from "./serve-fetch.ts";
import type { ProcessOrder, ProcessReport, ProcessSettings } from "./session-process.ts";

interface App {
  origin: string;
  session: AuthSession<unknown>;
  gateway: Gateway | null;
  store: PostgresStore | null;
}

let app: App | null = null;
let nowMs: number | null = null;
const clock = { now: () => nowMs ?? systemClock.now() };
const tell = (report: ProcessReport) => process.send?.(report);

async function configure(settings: ProcessSettings): Promise<void> {
  await app?.gateway?.close();
  await app?.store?.close();
  nowMs = settings.nowMs;
  const { databaseUrl } = settings;
  // On a machine with other work, slow is not down.
  const store =
    databaseUrl === null ? null : createPostgresStore({ url: new Secret(databaseUrl), timeoutMs: 20_000 });
  const options: SessionOptions<unknown> = {
    appOrigin: settings.origin,
    keys: settings.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, "base64url") })),
    clock,
    onLogin: ({ profile }) => Promise.resolve({ name: profile.name ?? "" }),
    ...(store && { rotations: store.rotations, sessions: store.sessions, useOnce: store.useOnce }),
  };
  const { provider } = settings;
  const session =
    "authUrl" in provider
      ? createNhostSession({ ...options, authUrl: allowInsecureIssuer(provider.authUrl) })
      : createAuthSession({
          ...options,
          ...provider,
          issuer: allowInsecureIssuer(provider.issuer),
          clientSecret: new Secret("canary-client-secret"),
        });
  const gateway = settings.api && createGateway({ session, upstream: settings.api });
  app = { origin: settings.origin, session, gateway, store };
  await store?.ready();
}

async function answer({ session }: App, request: Request): Promise<Response> {
  const url = new URL(request.url);
  switch (url.pathname) {
    case "/auth/logout":
      return session.logout(request, { everywhere: url.searchParams.has("everywhere") });
    case "/auth/renew":
      return session.renew(request);
    case "/auth/backchannel-logout":
      return session.backchannelLogout(request);
    default: {
      const auth = await session.open(request);
      return auth.seal(Response.json({ status: auth.status }));
    }
  }
}

function appNow(): App {
  if (!app) throw new Error("The process has not been told what to be.");
  return app;
}

const server = serveFetch(
  async (request) => answer(appNow(), request),
  () => appNow().origin,
);
server.on("upgrade", (request, socket, head) => {
  if (app?.gateway) app.gateway.handleUpgrade(request, socket, head);
  else socket.destroy();
});
process.on("message", (order: ProcessOrder) => {
  if (order.type === "clock") {
    nowMs = order.nowMs;
    return tell({ type: "done" });
  }
  configure(order.settings).then(
    () => tell({ type: "done" }),
    (error: unknown) => tell({ type: "failed", reason: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
tell({ type: "listening", port: await listenLocally(server) });
