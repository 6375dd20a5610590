import type { CreateFence } from "../live/row-journal.ts";
import type { RenewRequest, SocketTiming } from "../live/hub.ts";
import type { HasuraModel } from "../model/types.ts";
import type { ConnectOutbox } from "../mutations/outbox.ts";
import type { TokenSource } from "../token-source.ts";

/** Options of {@link createBrowserClient}. */
export interface BrowserClientOptions {
  /** Where GraphQL is answered over HTTP, for example `/graphql`. */
  url: string;
  /** Where it is answered over a websocket (`graphql-transport-ws`), for example `wss://example.org/graphql`. */
  wsUrl: string | (() => string | Promise<string>);
  /** What `hasura-model` generated from the schema and the metadata. */
  model: HasuraModel;
  /** Who is signed in; empty for nobody. States read for somebody else are discarded. */
  user: string;
  /** Session variables that presets name, for predicting rows; `x-hasura-user-id` is the user unless given. */
  session?: Record<string, string>;
  /** Column defaults the schema does not tell, for predicting rows: table → column → value, or a function that makes one. */
  defaults?: Record<string, Record<string, unknown>>;
  /**
   * How optimistic updates are kept from flickering. Unless given, whole answers of queries that a write touches wait; with
   * `createJournal()` of `@potluck/urql-client/journal` only the rows that are written.
   */
  mode?: CreateFence;
  /** What queries and mutations go over; `http` unless given. Subscriptions always use the socket. */
  transport?: "http" | "socket";
  /**
   * `share`: the tabs of one user share one websocket, where the browser has Web Locks and BroadcastChannel. Unless given, every tab has
   * its own.
   */
  tabs?: "share";
  /** Options of every HTTP call; a function is told whose call it is, which may be sent after the page went over to somebody else. */
  fetchOptions?: RequestInit | ((user: string) => RequestInit);
  fetch?: typeof globalThis.fetch;
  /**
   * Tokens, in a page that talks to the API itself: they go along with every request and with the socket, which is replaced before its
   * token expires. Left out where a gateway adds them.
   */
  tokens?: TokenSource;
  /** What the socket says when it opens; asked for at every connection, and told whose it is. */
  connectionParams?: (
    user: string,
  ) => Record<string, unknown> | undefined | Promise<Record<string, unknown> | undefined>;
  /** Keeps mutations while they cannot be sent: `offlineOutbox` of `@potluck/urql-client/offline` makes it. Without it they fail. */
  offline?: ConnectOutbox;
  /** Called when the server wants the session renewed, or refuses the one there is. */
  onRenewRequest?: (request: RenewRequest) => void;
  /** Milliseconds until a mutation counts as failed with an unknown outcome; 15,000 unless given. */
  mutationTimeoutMs?: number;
  /** Milliseconds a query stays live after its last component is gone; 3,000 unless given. */
  lingerMs?: number;
  /** A WebSocket class, where the host has none. */
  webSocket?: unknown;
  /** Timing of the socket. */
  timing?: Partial<SocketTiming>;
}
