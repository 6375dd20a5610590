import { WebSocket } from "ws";

/** Above this many unsent bytes only the newest frame of each subscription waits. */
const CONGESTED_BYTES = 256 * 1024;
/** A client that lets this much pile up is not reading any more. */
const HOPELESS_BYTES = 64 * 1024 * 1024;

/**
 * Sends frames over one websocket. A frame of a live query stands for the whole result, so a slow client is spared the
 * older ones: its backlog holds at most one frame per subscription.
 */
export class SocketOutbox {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, string>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Sends a frame in order, whatever the backlog. */
  send(frame: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > HOPELESS_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame, () => this.#flush());
  }

  /** Sends a frame, or lets it replace the waiting one of the same subscription where the client is slow. */
  sendNewest(id: string, frame: string): void {
    if (this.#isCongested() || this.#waiting.size > 0) this.#waiting.set(id, frame);
    else this.send(frame);
  }

  /** The subscription is over: nothing of it is sent any more. */
  drop(id: string): void {
    this.#waiting.delete(id);
  }

  #isCongested(): boolean {
    return this.#socket.bufferedAmount > CONGESTED_BYTES;
  }

  #flush(): void {
    for (const [id, frame] of this.#waiting) {
      if (this.#isCongested()) return;
      this.#waiting.delete(id);
      this.send(frame);
    }
  }
}
