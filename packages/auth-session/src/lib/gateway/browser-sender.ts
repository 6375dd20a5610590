import type { WebSocket } from "ws";

/** What a slow browser does to its upstream. */
export interface SenderListener {
  /** Too much is waiting that must not be dropped: read no more. */
  full(): void;
  /** Everything was handed to the network. */
  drained(): void;
}

/**
 * Sends messages to one browser at the pace it takes them. While it is slow, live results wait as the newest one per
 * operation (each is full state, so nothing is lost); everything else waits in order.
 */
export class BrowserSender {
  readonly #socket: WebSocket;
  readonly #highWater: number;
  readonly #listener: SenderListener;
  /** In sending order. Live results have their operation's id as key, so that a newer one takes the older one's place. */
  readonly #waiting = new Map<string | symbol, Buffer | string>();
  #mustKeepBytes = 0;
  #isFull = false;

  constructor(socket: WebSocket, highWater: number, listener: SenderListener) {
    this.#socket = socket;
    this.#highWater = highWater;
    this.#listener = listener;
  }

  /**
   * @param message A whole message.
   * @param liveId Set for results of a live operation: the operation's id.
   */
  send(message: Buffer | string, liveId?: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#waiting.size === 0 && this.#socket.bufferedAmount < this.#highWater) {
      this.#transmit(message);
      return;
    }
    if (liveId !== undefined) {
      this.#waiting.delete(liveId);
      this.#waiting.set(liveId, message);
      return;
    }
    this.#waiting.set(Symbol("message"), message);
    this.#mustKeepBytes += message.length;
    if (!this.#isFull && this.#mustKeepBytes > this.#highWater) {
      this.#isFull = true;
      this.#listener.full();
    }
  }

  /** Forgets what waits for an operation that has ended. */
  forget(liveId: string): void {
    this.#waiting.delete(liveId);
  }

  #transmit(message: Buffer | string): void {
    this.#socket.send(message, { binary: false }, () => this.#flush());
  }

  #flush(): void {
    while (
      this.#socket.readyState === this.#socket.OPEN &&
      this.#socket.bufferedAmount < this.#highWater / 2
    ) {
      const next = this.#waiting.entries().next();
      if (next.done) break;
      const [key, message] = next.value;
      this.#waiting.delete(key);
      if (typeof key === "symbol") this.#mustKeepBytes -= message.length;
      this.#transmit(message);
    }
    if (this.#isFull && this.#mustKeepBytes === 0) {
      this.#isFull = false;
      this.#listener.drained();
    }
  }
}
