import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { WebSocket } from "ws";

/** A message as received. */
export interface ReceivedMessage {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A browser's end of a socket, message by message. Used by this package's tests. */
export interface RawBrowser {
  readonly messages: ReceivedMessage[];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;
  send(message: object): void;
  /** Resolves with the first message that fits, past or future. */
  until(fits: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage>;
  /** Values of `next` results of one operation. */
  values(id: string): unknown[];
  close(): void;
}

/**
 * @param url Address of the gateway.
 * @param headers Headers of the upgrade, such as cookie and origin.
 * @param initPayload Payload of connection_init; null to send none.
 * @returns The socket, before its opening handshake has ended.
 */
export function openRawBrowser(
  url: string,
  headers: Record<string, string>,
  initPayload: Record<string, unknown> | null = {},
): RawBrowser {
  const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL, { headers });
  const messages: ReceivedMessage[] = [];
  const waiting = new Set<() => void>();
  socket.on(
    "open",
    () => initPayload && socket.send(JSON.stringify({ type: "connection_init", payload: initPayload })),
  );
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ReceivedMessage;
    messages.push(message);
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong" }));
    for (const check of waiting) check();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on("error", (error) => resolve({ code: 1006, reason: error.message }));
  });
  return {
    messages,
    closed,
    socket,
    send: (message) => socket.send(JSON.stringify(message)),
    until: (fits) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = messages.find(fits);
          if (!found) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        void closed.then(({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`)));
        check();
      }),
    values: (id) =>
      messages
        .filter((message) => message.type === "next" && message.id === id)
        .map((message) => Object.values((message.payload as { data: object }).data)[0] as unknown),
    close: () => socket.close(),
  };
}
