/** What the server granted a page: until when, and in direct mode the token itself. Times are ms since the epoch, by its clock. */
export interface Grant {
  userId: string;
  expiresAt: number;
  renewAt: number;
  /** The access token; in direct mode only. */
  token?: string;
  /** Names the session that the token is of. */
  session?: string;
}

/** What the tabs of one app tell each other. Messages stay in this browser's memory and never leave the origin. */
export type TabMessage =
  | ({ type: "renewed" } & Grant)
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
