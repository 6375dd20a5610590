import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { WebSocketServer } from "ws";
import type { Api } from "./api.ts";
import { parseCorsDomains } from "./cors.ts";
import { toRequestHeaders } from "./request-headers.ts";
import { SocketConnection } from "./socket-connection.ts";

/** "Service restart" (RFC 6455 registry): clients connect again. */
const RESTART = 1012;

export interface SocketServer {
  /** Asks every client to connect again: the schema has changed, or the server is going away. */
  restartAll(reason: string): void;
  /** Ends what is left, without waiting for anybody. */
  terminateAll(): void;
}

/** Serves websockets on `/v1/graphql` of an HTTP server. */
export function attachSocketServer(server: Server, api: Api): SocketServer {
  const cors = parseCorsDomains(api.config.corsDomain);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: api.config.maxRequestBytes,
    handleProtocols,
  });
  server.on("upgrade", (request, socket, head) => {
    const refusal = refuse(request);
    if (refusal) {
      reject(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      // Created for its effects: it lives as long as the socket's listeners.
      void new SocketConnection(api, connection, toRequestHeaders(request.headers));
    });
  });

  function refuse(request: IncomingMessage): string | undefined {
    if (request.url?.split("?", 1)[0] !== "/v1/graphql") return "404 Not Found";
    const { origin } = request.headers;
    if (origin !== undefined && !cors.allows(origin)) return "400 Bad Request";
    const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
    return offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? undefined : "400 Bad Request";
  }

  return {
    restartAll(reason) {
      for (const socket of sockets.clients) socket.close(RESTART, reason);
    },
    terminateAll() {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function reject(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
