import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { AuthSession } from "../auth-session.ts";
import { BrowserConnection, type ConnectionParts, GatewayClose } from "./browser-connection.ts";

/** What {@link createUpgrades} works with. */
export interface UpgradeParts extends ConnectionParts {
  session: AuthSession<unknown>;
}

/** The browser sockets of a gateway. */
export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/**
 * @param parts Sessions, API and limits.
 * @returns The browser sockets.
 */
export function createUpgrades(parts: UpgradeParts): Upgrades {
  const { session, limits, log } = parts;
  const connections = new Map<string, Set<BrowserConnection>>();
  let isClosing = false;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.payloadBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false,
  });

  async function authenticate(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = new URL(request.url ?? "/", session.origins[0]);
    const cookie = request.headers.cookie ?? "";
    const lease = await session.leases.lease(new Request(url, { headers: { cookie } }));
    if (socket.destroyed) return;
    server.handleUpgrade(request, socket, head, (browser) => {
      // A refusal after the handshake can carry a code; before it, scripts see only that something failed.
      if (!lease) return browser.close(GatewayClose.signedOut, "Nobody is signed in");
      if (lease.expiresAt <= Date.now()) return browser.close(GatewayClose.tokenExpired, "Token expired");
      if (isClosing) return browser.close(GatewayClose.goingAway, "Restarting");
      const group = connections.get(lease.session) ?? new Set();
      if (group.size >= limits.socketsPerSession)
        return browser.close(GatewayClose.tooMany, "Too many sockets");
      connections.set(lease.session, group);
      track(browser, new BrowserConnection(parts, browser, lease), lease, group);
    });
  }

  function track(
    browser: WebSocket,
    connection: BrowserConnection,
    { session: sid, userId }: { session: string; userId: string },
    group: Set<BrowserConnection>,
  ): void {
    group.add(connection);
    log({ type: "socket-opened", userId, sockets: group.size });
    browser.on("close", (code, reason) => {
      group.delete(connection);
      if (group.size === 0) connections.delete(sid);
      log({ type: "socket-closed", userId, code, reason: reason.toString() });
    });
  }

  return {
    handle(request, socket, head) {
      socket.on("error", () => socket.destroy());
      // Cookies travel with cross-site upgrades too: the origin is the only thing that tells our pages from others
      // (RFC 6455, section 10.2). Browsers always send it.
      if (!session.origins.includes(request.headers.origin ?? "")) return refuse(socket, 403, "Forbidden");
      const offered = request.headers["sec-websocket-protocol"]
        ?.split(",")
        .map((protocol) => protocol.trim());
      if (!offered?.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return refuse(socket, 400, "Bad Request");
      authenticate(request, socket, head).catch(() => refuse(socket, 503, "Service Unavailable"));
    },
    async close() {
      isClosing = true;
      for (const group of connections.values()) {
        for (const connection of group) connection.close(GatewayClose.goingAway, "Restarting");
      }
      const open = [...server.clients].filter((client) => client.readyState !== client.CLOSED);
      await Promise.all(open.map((client) => new Promise((resolve) => client.once("close", resolve))));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuse(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
