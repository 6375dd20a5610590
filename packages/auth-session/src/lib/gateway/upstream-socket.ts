import type { Secret } from "@potluck/contracts/secret";
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from "graphql-ws";
import { WebSocket } from "ws";
import { type Frame, peekFrame } from "./frame.ts";
import { toBuffer } from "./raw-data.ts";

/** What an upstream socket tells its owner. */
export interface UpstreamListener {
  acknowledged(socket: UpstreamSocket): void;
  /** A `next`, `error` or `complete` of an operation. */
  frame(socket: UpstreamSocket, frame: Frame & { id: string }, raw: Buffer): void;
  closed(socket: UpstreamSocket, code: number): void;
}

/** Where and as whom to connect. */
export interface UpstreamTarget {
  url: string;
  token: Secret;
  handshakeTimeoutMs: number;
}

const HEARTBEAT_MS = 25_000;
/** Live results of the API may be large; this only guards against a runaway. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** One graphql-transport-ws connection to the API, as one person with one token. */
export class UpstreamSocket {
  readonly #socket: WebSocket;
  readonly #heartbeat: NodeJS.Timeout;
  #answered = true;
  #isAcknowledged = false;

  constructor({ url, token, handshakeTimeoutMs }: UpstreamTarget, listener: UpstreamListener) {
    const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
      perMessageDeflate: false,
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: MAX_PAYLOAD_BYTES,
      followRedirects: false,
    });
    this.#socket = socket;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    const patience = setTimeout(() => socket.terminate(), handshakeTimeoutMs);

    socket.on("open", () => {
      const headers = { Authorization: `Bearer ${token.reveal()}` };
      socket.send(JSON.stringify({ type: MessageType.ConnectionInit, payload: { headers } }));
    });
    socket.on("pong", () => (this.#answered = true));
    socket.on("message", (data) => {
      this.#answered = true;
      const raw = toBuffer(data);
      const frame = peekFrame(raw);
      if (frame?.type === MessageType.ConnectionAck) {
        clearTimeout(patience);
        this.#isAcknowledged = true;
        listener.acknowledged(this);
      } else if (frame?.type === MessageType.Ping) {
        socket.send(JSON.stringify({ type: MessageType.Pong }));
      } else if (frame && frame.id !== null) {
        listener.frame(this, { type: frame.type, id: frame.id }, raw);
      }
    });
    // "close" always follows "error" and is where the loss is handled.
    socket.on("error", () => undefined);
    socket.on("close", (code) => {
      clearTimeout(patience);
      clearInterval(this.#heartbeat);
      listener.closed(this, code);
    });
  }

  /** Whether the API has accepted the token. */
  get isAcknowledged(): boolean {
    return this.#isAcknowledged && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Bytes that wait for the network. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** @param sent Called when the message was handed to the network. */
  send(message: string, sent?: () => void): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message, () => sent?.());
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(1000);
    // A peer that does not answer the closing handshake must not hold the connection.
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #beat(): void {
    if (!this.#answered) return this.#socket.terminate();
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#answered = false;
    this.#socket.ping();
  }
}
