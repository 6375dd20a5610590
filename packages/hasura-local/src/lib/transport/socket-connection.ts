import { CloseCode, MessageType, parseMessage } from "graphql-ws";
import type { ConnectionInitMessage, SubscribeMessage } from "graphql-ws";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import type { Api } from "./api.ts";
import { graphqlErrorBody, socketCloseFor, socketErrorPayload, toRequestError } from "./error-response.ts";
import { mergeRequestHeaders } from "./request-headers.ts";
import { SocketOutbox } from "./socket-outbox.ts";
import type { RequestHeaders } from "../engine.ts";
import { GraphQLRequestError } from "../errors.ts";
import type { Session } from "../session.ts";

/** The longest time a timer can wait. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * One connection of the protocol graphql-transport-ws
 * (https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md).
 *
 * graphql-ws parses and validates the messages. Its own server is not used, because results are JSON text that is
 * passed on as it is, and because live frames are coalesced when the client is slow.
 */
export class SocketConnection {
  readonly #api: Api;
  readonly #socket: WebSocket;
  readonly #upgradeHeaders: RequestHeaders;
  readonly #outbox: SocketOutbox;
  /** How to end each operation under way. */
  readonly #operations = new Map<string, () => void>();
  #headers: RequestHeaders;
  #session: Session | undefined;
  #initialised = false;
  #initTimer: NodeJS.Timeout;
  #expiryTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;
  #alive = true;

  constructor(api: Api, socket: WebSocket, upgradeHeaders: RequestHeaders) {
    this.#api = api;
    this.#socket = socket;
    this.#upgradeHeaders = upgradeHeaders;
    this.#headers = upgradeHeaders;
    this.#outbox = new SocketOutbox(socket);
    this.#initTimer = setTimeout(() => {
      this.#close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout");
    }, api.config.socket.initTimeout);
    socket.on("message", (data) => void this.#receive(data));
    socket.on("pong", () => (this.#alive = true));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#end());
  }

  async #receive(data: RawData): Promise<void> {
    this.#alive = true;
    let message: ReturnType<typeof parseMessage>;
    try {
      message = parseMessage(toText(data));
    } catch {
      this.#close(CloseCode.BadRequest, "Invalid message received");
      return;
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        await this.#initialise(message);
        return;
      case MessageType.Ping:
        this.#outbox.send(JSON.stringify({ type: MessageType.Pong, payload: message.payload }));
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        await this.#subscribe(message);
        return;
      case MessageType.Complete:
        this.#stop(message.id);
        return;
      default:
        this.#close(CloseCode.BadRequest, "Invalid message received");
    }
  }

  async #initialise(message: ConnectionInitMessage): Promise<void> {
    if (this.#initialised) {
      this.#close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
      return;
    }
    this.#initialised = true;
    clearTimeout(this.#initTimer);
    this.#headers = mergeRequestHeaders(this.#upgradeHeaders, message.payload?.["headers"]);
    try {
      const { session, expiresAt } = await this.#api.authenticate(this.#headers);
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      this.#session = session;
      if (expiresAt !== undefined) this.#closeAt(expiresAt);
      this.#pingTimer = setInterval(() => this.#ping(), this.#api.config.socket.keepAlive);
      this.#outbox.send(JSON.stringify({ type: MessageType.ConnectionAck }));
    } catch (error) {
      const { code, reason } = socketCloseFor(toRequestError(error, this.#api.log));
      this.#close(code, reason);
    }
  }

  async #subscribe({ id, payload }: SubscribeMessage): Promise<void> {
    const session = this.#session;
    if (!session) {
      this.#close(CloseCode.Unauthorized, "Unauthorized");
      return;
    }
    if (this.#operations.has(id)) {
      this.#close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`.slice(0, 100));
      return;
    }
    if (this.#operations.size >= this.#api.config.socket.maxSubscriptions) {
      this.#fail(id, new GraphQLRequestError("busy", "too many operations on this connection"));
      return;
    }
    let ended = false;
    this.#operations.set(id, () => (ended = true));
    try {
      const operation = this.#api.engine.prepare(payload, session);
      if (operation.kind === "subscription") {
        this.#goLive(id, operation.live);
        return;
      }
      const result = await operation.run({ requestHeaders: this.#headers });
      if (ended) return;
      this.#operations.delete(id);
      this.#outbox.send(frameOf(id, result));
      this.#outbox.send(JSON.stringify({ id, type: MessageType.Complete }));
    } catch (error) {
      const requestError = toRequestError(error, this.#api.log);
      if (!ended) this.#fail(id, requestError);
    }
  }

  #goLive(id: string, live: Parameters<Api["live"]["subscribe"]>[0]): void {
    // A frame of a live query replaces the one before it; one of a stream continues it.
    const isStream = live.variables.cursor !== undefined;
    const send = (payload: string): void => {
      const frame = frameOf(id, payload);
      if (isStream) this.#outbox.send(frame);
      else this.#outbox.sendNewest(id, frame);
    };
    const leave = this.#api.live.subscribe(live, {
      next: (result) => send(`{"data":${result}}`),
      error: (error) => send(graphqlErrorBody(error, false)),
      refuse: (error) => this.#fail(id, error),
    });
    this.#operations.set(id, leave);
  }

  /** The operation could not be carried out: `error` is its last message. */
  #fail(id: string, error: GraphQLRequestError): void {
    this.#operations.delete(id);
    this.#outbox.send(
      `{"id":${JSON.stringify(id)},"type":"${MessageType.Error}","payload":${socketErrorPayload(error)}}`,
    );
  }

  #stop(id: string): void {
    this.#operations.get(id)?.();
    this.#operations.delete(id);
    this.#outbox.drop(id);
  }

  /** As Hasura: the token's end is the connection's end, without any skew. */
  #closeAt(expiresAt: number): void {
    const wait = Math.max(0, expiresAt - Date.now());
    this.#expiryTimer = setTimeout(
      () => {
        if (wait > LONGEST_TIMER) this.#closeAt(expiresAt);
        else this.#close(CloseCode.Forbidden, "Could not verify JWT: JWTExpired");
      },
      Math.min(wait, LONGEST_TIMER),
    );
  }

  #ping(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#socket.ping();
    this.#outbox.send(JSON.stringify({ type: MessageType.Ping, payload: { message: "keepalive" } }));
  }

  #close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#end();
  }

  #end(): void {
    clearTimeout(this.#initTimer);
    clearTimeout(this.#expiryTimer);
    clearInterval(this.#pingTimer);
    this.#session = undefined;
    for (const stop of this.#operations.values()) stop();
    this.#operations.clear();
  }
}

/** The result is JSON text already. */
function frameOf(id: string, payload: string): string {
  return `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":${payload}}`;
}

function toText(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString();
}
