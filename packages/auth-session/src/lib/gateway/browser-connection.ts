import {
  CloseCode,
  type ConnectionInitMessage,
  type Message,
  MessageType,
  parseMessage,
  type SubscribeMessage,
} from "graphql-ws";
import type { WebSocket } from "ws";
import type { AuthLog } from "../auth-event.ts";
import type { Leases, SessionLease } from "../session-lease.ts";
import { isOfOtherUser } from "../session-user.ts";
import { BrowserSender } from "./browser-sender.ts";
import { type GatewayError, gatewayError } from "./graphql-error.ts";
import type { GatewayLimits } from "./limits.ts";
import { LiveUpstream } from "./live-upstream.ts";
import type { createOperationKinds } from "./operation-kind.ts";
import { toBuffer } from "./raw-data.ts";
import { watchToken } from "./token-watch.ts";
import { callUpstream } from "./upstream-http.ts";

/** What a connection works with. */
export interface ConnectionParts {
  leases: Leases;
  upstream: { http: string; ws: string };
  limits: GatewayLimits;
  log: AuthLog;
  kindOf: ReturnType<typeof createOperationKinds>;
}

/** Close codes of the gateway beyond those of the protocol. The browser renews on 4401 and stops on 4403. */
export const GatewayClose = { tokenExpired: 4401, signedOut: 4403, tooMany: 4429, goingAway: 1001 } as const;

const INIT_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 30_000;
const MAX_ID_CHARS = 128;

/** One browser socket: the server side of graphql-transport-ws in front of one person's upstream. */
export class BrowserConnection {
  readonly #parts: ConnectionParts;
  readonly #socket: WebSocket;
  readonly #sender: BrowserSender;
  readonly #stopWatching: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #initTimer: NodeJS.Timeout;
  /** Running operations; HTTP ones can be aborted. */
  readonly #operations = new Map<string, { kind: string; abort?: AbortController }>();
  #lease: SessionLease;
  #upstream: LiveUpstream | null = null;
  #answered = true;
  #isDisposed = false;

  constructor(parts: ConnectionParts, socket: WebSocket, lease: SessionLease) {
    this.#parts = parts;
    this.#socket = socket;
    this.#lease = lease;
    this.#sender = new BrowserSender(socket, parts.limits.bufferedBytes, {
      full: () => this.#upstream?.pause(),
      drained: () => this.#upstream?.resume(),
    });
    this.#stopWatching = watchToken(parts.leases, lease, {
      adopt: (successor) => {
        this.#lease = successor;
        this.#upstream?.setToken(successor.accessToken());
      },
      askForRenewal: () => this.#send({ type: MessageType.Ping, payload: { type: "renew" } }),
      expired: () => this.close(GatewayClose.tokenExpired, "Token expired"),
      ended: () => this.close(GatewayClose.signedOut, "Signed out"),
    });
    this.#initTimer = setTimeout(() => {
      this.close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout");
    }, INIT_TIMEOUT_MS);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    socket.on("message", (data, isBinary) => this.#receive(toBuffer(data).toString("utf8"), isBinary));
    socket.on("pong", () => (this.#answered = true));
    socket.on("error", () => undefined);
    socket.on("close", () => this.#dispose());
  }

  /** Ends the connection, both ways. */
  close(code: number, reason: string): void {
    this.#dispose();
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#initTimer);
    clearInterval(this.#heartbeat);
    this.#stopWatching();
    this.#upstream?.close();
    // A query nobody waits for is given up; a mutation that has been sent runs its course.
    for (const { kind, abort } of this.#operations.values()) if (kind === "query") abort?.abort();
    this.#operations.clear();
  }

  #receive(text: string, isBinary: boolean): void {
    this.#answered = true;
    if (this.#isDisposed) return;
    let message: Message;
    try {
      if (isBinary) throw new TypeError("Binary messages are not part of the protocol");
      message = parseMessage(text);
    } catch {
      return this.close(CloseCode.BadRequest, "Invalid message");
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#initialise(message.payload);
      case MessageType.Ping:
        return this.#send({ type: MessageType.Pong });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#start(message);
      case MessageType.Complete:
        return this.#stop(message.id);
      default:
        return this.close(CloseCode.BadRequest, "Unexpected message");
    }
  }

  /** Who it is was settled by its cookie; all that counts of the browser's payload is whose page it is. */
  #initialise(payload: ConnectionInitMessage["payload"]): void {
    if (this.#upstream)
      return this.close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
    clearTimeout(this.#initTimer);
    const { limits, log, upstream } = this.#parts;
    const { userId } = this.#lease;
    if (isOfOtherUser(payload, userId))
      return this.close(GatewayClose.tokenExpired, "Somebody else has signed in");
    const options = {
      url: upstream.ws,
      handshakeTimeoutMs: limits.upstreamTimeoutMs,
      bufferedBytes: limits.bufferedBytes,
    };
    this.#upstream = new LiveUpstream(this.#lease.accessToken(), options, {
      frame: ({ type, id }, raw) => {
        const live = type === MessageType.Next && this.#operations.get(id)?.kind === "live";
        this.#sender.send(raw, live ? id : undefined);
        if (type !== MessageType.Next) this.#operations.delete(id);
      },
      reopen: (id) =>
        this.#fail(id, gatewayError("reopen", "The stream was interrupted. Open it again from your cursor.")),
      swapped: (operations, ms) => log({ type: "upstream-swapped", userId, operations, ms }),
      lost: (code) => {
        this.#tellUpstream("connecting");
        log({ type: "upstream-lost", userId, code });
      },
      opened: () => this.#tellUpstream("open"),
      refused: () => this.close(GatewayClose.tokenExpired, "Token refused"),
      congested: (isCongested) => (isCongested ? this.#socket.pause() : this.#socket.resume()),
    });
    // Said before the acknowledgement, so that the browser never takes its own socket for the whole way.
    this.#tellUpstream("connecting");
    this.#send({ type: MessageType.ConnectionAck });
  }

  #tellUpstream(state: "connecting" | "open"): void {
    this.#send({ type: MessageType.Ping, payload: { type: "upstream", state } });
  }

  #start({ id, payload }: SubscribeMessage): void {
    const { limits, kindOf } = this.#parts;
    if (!this.#upstream) return this.close(CloseCode.Unauthorized, "Unauthorized");
    if (id.length > MAX_ID_CHARS) return this.close(CloseCode.BadRequest, "Operation id too long");
    if (this.#operations.has(id))
      return this.close(CloseCode.SubscriberAlreadyExists, "Subscriber already exists");
    if (this.#operations.size >= limits.operationsPerSocket) {
      return this.#fail(
        id,
        gatewayError("too-many-operations", `A socket may run ${limits.operationsPerSocket} operations.`),
      );
    }
    const kind = kindOf(payload.query, payload.operationName);
    if (typeof kind !== "string") return this.#fail(id, gatewayError("bad-request", kind.message));
    const { query, operationName, variables } = payload;
    const body = { query, operationName, variables };
    if (kind === "live" || kind === "stream") {
      this.#operations.set(id, { kind });
      const message = JSON.stringify({ id, type: MessageType.Subscribe, payload: body });
      this.#upstream.subscribe(id, message, kind === "stream");
    } else {
      void this.#call(id, kind, JSON.stringify(body));
    }
  }

  /** Sent once, over HTTP: a lost socket can neither repeat a mutation nor lose its answer's meaning. */
  async #call(id: string, kind: string, body: string): Promise<void> {
    const { upstream, limits } = this.#parts;
    const operation = { kind, abort: new AbortController() };
    this.#operations.set(id, operation);
    const { signal } = operation.abort;
    const token = this.#lease.accessToken();
    const call = { url: upstream.http, body, token, signal, timeoutMs: limits.upstreamTimeoutMs };
    const message = await callUpstream(call)
      .then(async (answer) => operationResult(id, answer.ok, await answer.text()))
      .catch(() => errorMessage(id, gatewayError("upstream-unavailable", "The API's answer was cut off.")));
    if (this.#operations.get(id) !== operation) return;
    this.#operations.delete(id);
    for (const part of message) this.#sender.send(part);
  }

  #stop(id: string): void {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    this.#sender.forget(id);
    if (operation?.kind === "query") operation.abort?.abort();
    this.#upstream?.unsubscribe(id);
  }

  #fail(id: string, error: GatewayError): void {
    this.#operations.delete(id);
    for (const part of errorMessage(id, error)) this.#sender.send(part);
  }

  #send(message: object): void {
    this.#sender.send(JSON.stringify(message));
  }

  #beat(): void {
    if (!this.#answered) return this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
  }
}

function errorMessage(id: string, error: GatewayError): string[] {
  return [JSON.stringify({ id, type: MessageType.Error, payload: [error] })];
}

/** The API's text goes into the message as it is: parsing and printing it again would only cost. */
function operationResult(id: string, isOk: boolean, text: string): string[] {
  if (isOk) {
    return [
      `{"id":${JSON.stringify(id)},"type":"next","payload":${text}}`,
      JSON.stringify({ id, type: MessageType.Complete }),
    ];
  }
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    if (Array.isArray(errors) && errors.length > 0)
      return [JSON.stringify({ id, type: MessageType.Error, payload: errors })];
  } catch {
    // Not GraphQL's shape: said below in our own words.
  }
  return errorMessage(
    id,
    gatewayError("upstream-unavailable", "The API answered with an error that is not GraphQL's."),
  );
}
