import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { AuthLog } from "../auth-event.ts";
import type { AuthRequest } from "../auth-request.ts";
import type { AuthSession } from "../auth-session.ts";
import { handleHttp } from "./handle-http.ts";
import { createUpgrades } from "./handle-upgrade.ts";
import { defaultLimits, type GatewayLimits } from "./limits.ts";
import { createOperationKinds } from "./operation-kind.ts";

/** Options of {@link createGateway}. */
export interface GatewayOptions {
  session: AuthSession<unknown>;
  /** Full URLs of the API, e.g. `http://127.0.0.1:8080/v1/graphql` and `ws://127.0.0.1:8080/v1/graphql`. */
  upstream: { http: URL | string; ws: URL | string };
  limits?: Partial<GatewayLimits>;
  log?: AuthLog;
}

/** Same-origin GraphQL for the browser: cookie in front, access token behind. */
export interface Gateway {
  /** Answers a GraphQL POST. Pass the request's session if the host has opened it already. */
  handleHttp(request: Request, auth?: AuthRequest<unknown>): Promise<Response>;
  /** Takes over a websocket upgrade of a node:http server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket. */
  close(): Promise<void>;
}

/**
 * @param options Sessions, API and limits.
 * @returns The gateway.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const limits = { ...defaultLimits, ...options.limits };
  const { session } = options;
  const upstream = { http: String(options.upstream.http), ws: String(options.upstream.ws) };
  const log = options.log ?? (() => undefined);
  const upgrades = createUpgrades({
    session,
    leases: session.leases,
    upstream,
    limits,
    log,
    kindOf: createOperationKinds(),
  });
  return {
    handleHttp: (request, auth) => handleHttp({ session, url: upstream.http, limits }, request, auth),
    handleUpgrade: (request, socket, head) => upgrades.handle(request, socket, head),
    close: () => upgrades.close(),
  };
}
