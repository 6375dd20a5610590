import type { ExecutionResult } from "graphql";
import type { ApiRequest } from "./api.ts";

/** An API at the other end of a network. */
export interface SimulatedServer {
  /** A promise that is rejected breaks the connection instead of an answer. */
  execute(request: ApiRequest): ExecutionResult | Promise<ExecutionResult>;
  /** @returns Stops it. */
  live(request: ApiRequest, push: (result: ExecutionResult) => void): () => void;
}

/** Delays in milliseconds, drawn per message. */
export interface Delays {
  up(): number;
  down(): number;
}

/** A network between a browser client and an API, made of timers: with fake timers it is deterministic. */
export interface SimulatedNetwork {
  fetch: typeof globalThis.fetch;
  WebSocket: unknown;
  /** Breaks every open socket. */
  cut(code: number): void;
  /** Whether nothing gets through: sockets break, and neither they nor requests come through any more. */
  isOffline: boolean;
  /**
   * Looks at what requests and new sockets bring as `authorization`, where it is set.
   * @returns Until when that is good, in ms since the epoch, as Hasura ends a socket together with its token; undefined refuses it.
   */
  authenticate: ((authorization: string | undefined) => number | undefined) | undefined;
  /** For each socket that was opened, how many others were open when it closed; undefined while it is open. */
  lives: { othersAtClose: number | undefined }[];
  /** Ends every stream as a gateway does when it changes its own socket: only the browser knows where to go on. */
  reopenStreams(): void;
  requests: ApiRequest[];
}

const INVALID_JWT = {
  message: "Could not verify JWT: JWTExpired",
  extensions: { code: "invalid-jwt", path: "$" },
};

/**
 * Builds `fetch` and a `WebSocket` class. A socket delivers in order; requests and sockets are independent of each other.
 */
export function createSimulatedNetwork(api: SimulatedServer, delays: Delays): SimulatedNetwork {
  const sockets = new Set<SimulatedSocket>();
  const requests: ApiRequest[] = [];

  class SimulatedSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = 0;
    onopen: (() => void) | null = null;
    onclose: ((event: { code: number; reason: string }) => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onerror: (() => void) | null = null;
    readonly #live = new Map<string, () => void>();
    readonly #streams = new Set<string>();
    readonly #life: SimulatedNetwork["lives"][number] = { othersAtClose: undefined };
    #isAcknowledged = false;
    #expiry: ReturnType<typeof setTimeout> | undefined;
    #upAt = 0;
    #downAt = 0;

    constructor() {
      sockets.add(this);
      setTimeout(() => {
        if (this.readyState !== 0) return;
        if (network.isOffline) return this.close(1006, "offline");
        this.readyState = 1;
        this.onopen?.();
      }, delays.up());
    }

    send(text: string): void {
      this.#upAt = Math.max(this.#upAt, Date.now() + delays.up());
      setTimeout(() => this.#receive(JSON.parse(text) as never), this.#upAt - Date.now());
    }

    close(code = 1000, reason = ""): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      sockets.delete(this);
      clearTimeout(this.#expiry);
      this.#life.othersAtClose = [...sockets].filter((other) => other.#isAcknowledged).length;
      for (const stop of this.#live.values()) stop();
      this.#live.clear();
      setTimeout(() => this.onclose?.({ code, reason }), 0);
    }

    reopenStreams(): void {
      for (const id of this.#streams) {
        this.#live.get(id)?.();
        this.#live.delete(id);
        const payload = [{ message: "Open it again.", extensions: { code: "reopen" } }];
        this.#push({ type: "error", id, payload });
      }
      this.#streams.clear();
    }

    #push(message: unknown): void {
      this.#downAt = Math.max(this.#downAt, Date.now() + delays.down());
      setTimeout(() => {
        if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(message) });
      }, this.#downAt - Date.now());
    }

    async #answer(id: string, request: ApiRequest): Promise<void> {
      try {
        this.#push({ type: "next", id, payload: await api.execute(request) });
        this.#push({ type: "complete", id });
      } catch {
        this.close(1006, "broken");
      }
    }

    #initialise(params: { headers?: { authorization?: string } } | undefined): void {
      const goodUntil = network.authenticate?.(params?.headers?.authorization);
      if (network.authenticate) {
        if (goodUntil === undefined) return this.close(4403, "Could not verify JWT");
        this.#expiry = setTimeout(() => this.close(4403, "JWTExpired"), goodUntil - Date.now());
      }
      this.#isAcknowledged = true;
      network.lives.push(this.#life);
      this.#push({ type: "connection_ack" });
    }

    #receive(message: { type: string; id: string; payload: ApiRequest }): void {
      if (this.readyState !== 1) return;
      if (message.type === "connection_init") this.#initialise(message.payload as never);
      if (message.type === "ping") this.#push({ type: "pong" });
      if (message.type === "complete") {
        this.#live.get(message.id)?.();
        this.#live.delete(message.id);
        this.#streams.delete(message.id);
      }
      if (message.type !== "subscribe") return;
      requests.push(message.payload);
      if (!message.payload.query.trimStart().startsWith("subscription")) {
        void this.#answer(message.id, message.payload);
        return;
      }
      const stop = api.live(message.payload, (payload) =>
        this.#push({ type: "next", id: message.id, payload }),
      );
      this.#live.set(message.id, stop);
      if (message.payload.query.includes("_stream")) this.#streams.add(message.id);
    }
  }

  const sleepOnline = async (ms: number, signal: AbortSignal | null | undefined): Promise<void> => {
    await sleep(ms, signal);
    if (network.isOffline) throw new TypeError("fetch failed");
  };

  let isOffline = false;
  const network: SimulatedNetwork = {
    requests,
    get isOffline() {
      return isOffline;
    },
    set isOffline(value) {
      isOffline = value;
      if (value) network.cut(1006);
    },
    lives: [],
    authenticate: undefined,
    WebSocket: SimulatedSocket,
    cut(code) {
      for (const socket of sockets) socket.close(code, "cut");
    },
    reopenStreams() {
      for (const socket of sockets) socket.reopenStreams();
    },
    fetch: async (_url, init) => {
      const request = JSON.parse(init?.body as string) as ApiRequest;
      await sleepOnline(delays.up(), init?.signal);
      requests.push(request);
      const authorization = new Headers(init?.headers).get("authorization") ?? undefined;
      const isRefused = network.authenticate && network.authenticate(authorization) === undefined;
      const text = JSON.stringify(isRefused ? { errors: [INVALID_JWT] } : await api.execute(request));
      await sleepOnline(delays.down(), init?.signal);
      return new Response(text, { headers: { "content-type": "application/json" } });
    },
  };
  return network;
}

function sleep(ms: number, signal: AbortSignal | null | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    function abort(): void {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    }
    signal?.addEventListener("abort", abort);
  });
}
