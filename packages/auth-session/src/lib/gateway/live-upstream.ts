import { hash } from "node:crypto";
import type { Secret } from "@potluck/contracts/secret";
import { MessageType } from "graphql-ws";
import type { Frame } from "./frame.ts";
import { UpstreamSocket } from "./upstream-socket.ts";

/** What the subscriptions of one browser socket tell it. */
export interface LiveListener {
  /** A message to pass on, untouched. */
  frame(frame: Frame & { id: string }, raw: Buffer): void;
  /** A stream was cut: only the browser knows where it stood, so it has to open it again. */
  reopen(id: string): void;
  /** Subscriptions moved to a socket with a newer token. */
  swapped(operations: number, ms: number): void;
  /** No socket to the API is left: results may be missing from now on. */
  lost(code: number): void;
  /** There is one, for the first time or again; every live operation is issued on it anew. */
  opened(): void;
  /** The API refused the token again and again. */
  refused(): void;
  /** The API takes messages too slowly (true), or has caught up (false). */
  congested(isCongested: boolean): void;
}

/** Where to connect. */
export interface LiveUpstreamOptions {
  url: string;
  handshakeTimeoutMs: number;
  bufferedBytes: number;
}

interface Subscription {
  /** The subscribe message, as sent. */
  message: string;
  isStream: boolean;
  /** The socket whose results count; null before the first. */
  owner: UpstreamSocket | null;
  /** Digest of the last result that was passed on. */
  told: string | null;
  /** What its socket has said since it was issued on a newer one, too. */
  held: { frame: Frame & { id: string }; raw: Buffer }[];
}

const MAX_REFUSALS = 3;
/** How many results of one subscription are held back at most while it goes over; a busy API says no more meanwhile. */
const MAX_HELD = 16;
/** After a swap, how long an operation may stay silent on the new socket before the old one is closed all the same. */
const OVERLAP_MS = 10_000;

/**
 * The subscriptions of one browser socket on the API's side. They outlive upstream sockets: when the token changes they are
 * issued on a second socket first, and each goes over to it with its first result (which is full state); when the socket
 * is lost they are issued again on the next one. The browser notices neither.
 */
export class LiveUpstream {
  readonly #options: LiveUpstreamOptions;
  readonly #listener: LiveListener;
  readonly #subscriptions = new Map<string, Subscription>();
  /** The newest acknowledged socket. */
  #current: UpstreamSocket | null = null;
  /** The one being connected. */
  #next: UpstreamSocket | null = null;
  readonly #retiring = new Map<UpstreamSocket, NodeJS.Timeout>();
  #token: Secret;
  #swapStartedAt: number | null = null;
  #retryTimer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #refusals = 0;
  #isClosed = false;
  #isPaused = false;
  #isCongested = false;

  constructor(token: Secret, options: LiveUpstreamOptions, listener: LiveListener) {
    this.#token = token;
    this.#options = options;
    this.#listener = listener;
    this.#connect();
  }

  /** Moves every subscription to a socket with this token. */
  setToken(token: Secret): void {
    this.#token = token;
    this.#refusals = 0;
    this.#swapStartedAt = performance.now();
    this.#connect();
  }

  subscribe(id: string, message: string, isStream: boolean): void {
    const subscription: Subscription = { message, isStream, owner: null, told: null, held: [] };
    this.#subscriptions.set(id, subscription);
    if (this.#current) this.#issue(subscription, this.#current);
  }

  unsubscribe(id: string): void {
    if (!this.#subscriptions.delete(id)) return;
    for (const socket of [this.#current, ...this.#retiring.keys()]) if (socket) complete(socket, id);
  }

  /** Stops reading results, because the browser cannot take them. */
  pause(): void {
    this.#isPaused = true;
    for (const socket of this.#sockets()) socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const socket of this.#sockets()) socket.resume();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    for (const timer of this.#retiring.values()) clearTimeout(timer);
    for (const socket of this.#sockets()) socket.close();
  }

  #sockets(): UpstreamSocket[] {
    return [this.#current, this.#next, ...this.#retiring.keys()].filter((socket) => socket !== null);
  }

  #connect(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#retryTimer);
    const abandoned = this.#next;
    this.#next = new UpstreamSocket(
      { url: this.#options.url, token: this.#token, handshakeTimeoutMs: this.#options.handshakeTimeoutMs },
      {
        acknowledged: (socket) => this.#promote(socket),
        frame: (socket, frame, raw) => this.#receive(socket, frame, raw),
        closed: (socket, code) => this.#closed(socket, code),
      },
    );
    abandoned?.close();
  }

  #promote(socket: UpstreamSocket): void {
    if (socket !== this.#next) return socket.close();
    const old = this.#current;
    this.#next = null;
    this.#current = socket;
    this.#attempts = 0;
    this.#refusals = 0;
    if (this.#isPaused) socket.pause();
    if (!old) this.#listener.opened();
    for (const [id, subscription] of this.#subscriptions) {
      if (subscription.isStream && subscription.owner) this.#endStream(id, subscription.owner);
      else this.#issue(subscription, socket);
    }
    if (this.#swapStartedAt !== null && old) {
      this.#listener.swapped(this.#subscriptions.size, Math.round(performance.now() - this.#swapStartedAt));
    }
    this.#swapStartedAt = null;
    if (!old) return;
    this.#retiring.set(
      old,
      setTimeout(() => this.#retire(old), OVERLAP_MS),
    );
    this.#retireWhenIdle(old);
  }

  #issue(subscription: Subscription, socket: UpstreamSocket): void {
    subscription.owner ??= socket;
    subscription.held = []; // of a change of sockets that came to nothing
    socket.send(subscription.message, () => this.#watchCongestion(socket));
    this.#watchCongestion(socket);
  }

  #watchCongestion(socket: UpstreamSocket): void {
    const isCongested = socket.bufferedBytes > this.#options.bufferedBytes;
    if (isCongested === this.#isCongested || socket !== this.#current) return;
    this.#isCongested = isCongested;
    this.#listener.congested(isCongested);
  }

  #receive(socket: UpstreamSocket, frame: Frame & { id: string }, raw: Buffer): void {
    const subscription = this.#subscriptions.get(frame.id);
    if (!subscription) return;
    const former = subscription.owner;
    if (socket === this.#current) {
      subscription.owner = socket;
      if (frame.type !== MessageType.Next) this.#subscriptions.delete(frame.id);
      if (former === null || former === socket) return this.#tell(subscription, frame, raw);
      this.#takeOver(subscription, frame, raw);
      complete(former, frame.id);
      this.#retireWhenIdle(former);
    } else if (socket === former && frame.type === MessageType.Next) {
      // That the old socket ends an operation does not count: the new one has it.
      subscription.held.push({ frame, raw });
      if (subscription.held.length > MAX_HELD) subscription.held.shift();
    }
  }

  /**
   * The first result on a new socket is full state, but two sockets are not ordered with one another: it may be older than what the old
   * one says by now, and telling both as they come would take the browser a step back. What the old one said up to that very state is
   * older and is told before; what it said later, the new one says again.
   */
  #takeOver(subscription: Subscription, frame: Frame & { id: string }, raw: Buffer): void {
    const { held, told } = subscription;
    subscription.held = [];
    const first = digestOf(subscription, frame, raw);
    const position = held.findLastIndex((each) => digestOf(subscription, each.frame, each.raw) === first);
    if (first === null || (position < 0 && first !== told)) return this.#tell(subscription, frame, raw);
    for (const each of held.slice(0, position + 1)) this.#tell(subscription, each.frame, each.raw);
  }

  #tell(subscription: Subscription, frame: Frame & { id: string }, raw: Buffer): void {
    subscription.told = digestOf(subscription, frame, raw);
    this.#listener.frame(frame, raw);
  }

  #endStream(id: string, owner: UpstreamSocket | null): void {
    this.#subscriptions.delete(id);
    if (owner) complete(owner, id);
    this.#listener.reopen(id);
  }

  #retireWhenIdle(socket: UpstreamSocket): void {
    if (!this.#retiring.has(socket)) return;
    for (const { owner } of this.#subscriptions.values()) if (owner === socket) return;
    this.#retire(socket);
  }

  #retire(socket: UpstreamSocket): void {
    clearTimeout(this.#retiring.get(socket));
    this.#retiring.delete(socket);
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.owner === socket) subscription.owner = this.#current;
    }
    socket.close();
  }

  #closed(socket: UpstreamSocket, code: number): void {
    if (this.#isClosed) return;
    if (this.#retiring.has(socket)) return this.#retire(socket);
    if (socket !== this.#current && socket !== this.#next) return;
    if (socket === this.#current) {
      this.#current = null;
      this.#listener.lost(code);
      for (const [id, subscription] of this.#subscriptions) {
        if (subscription.isStream) this.#endStream(id, null);
        else subscription.owner = null;
      }
      if (this.#next) return;
    } else {
      this.#next = null;
      if (code >= 4400 && code < 4500 && ++this.#refusals >= MAX_REFUSALS) return this.#listener.refused();
    }
    // Jitter, so that an API that restarts is not met by everybody at once.
    const delay = Math.min(5000, 100 * 2 ** this.#attempts++) * (0.5 + Math.random() / 2);
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }
}

/** @returns What tells results of a live query apart; null for everything else. */
function digestOf({ isStream }: Subscription, { type }: Frame, raw: Buffer): string | null {
  return type === MessageType.Next && !isStream ? hash("sha256", raw) : null;
}

function complete(socket: UpstreamSocket, id: string): void {
  socket.send(JSON.stringify({ id, type: MessageType.Complete }));
}
