/** What the tabs of one app tell each other. Never a token. */
export type TabMessage =
  | { type: "renewed"; userId: string; expiresAt: number; renewAt: number }
  | { type: "signed-out" }
  | { type: "present"; userId: string };

/** A connection to the other tabs. */
export interface TabChannel {
  post(message: TabMessage): void;
  close(): void;
}

/**
 * @param name Name of the channel.
 * @param receive Called with what other tabs post.
 * @returns The channel; silent where the browser has none.
 */
export function openTabChannel(name: string, receive: (message: TabMessage) => void): TabChannel {
  if (typeof BroadcastChannel === "undefined") return { post: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event: MessageEvent<TabMessage>) => receive(event.data);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}
