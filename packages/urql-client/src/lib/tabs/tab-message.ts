import type { OperationKind } from "../live/connection.ts";
import type { UpstreamState } from "../live/connection-state.ts";
import type { SocketResult } from "../live/hub.ts";

/** An operation of a tab. */
export interface OperationRef {
  tab: string;
  id: number;
}

/** What a tab says to whoever leads. */
export type ToLeader = { leader: string; tab: string } & (
  | { type: "start"; id: number; kind: OperationKind; /** The request, as JSON. */ body: string }
  | { type: "stop"; id: number }
  /** Somebody looks at that tab: the leader shall not wait any longer. */
  | { type: "wake" }
  /** Break the connection and make another. */
  | { type: "reconnect" }
);

/** What a leader says to its tabs. */
export type FromLeader = { leader: string } & (
  | { type: "next"; to: OperationRef[]; result: SocketResult }
  /** Without errors: it broke. */
  | { type: "ended"; to: OperationRef[]; errors: readonly unknown[] | undefined }
  | { type: "state"; state: UpstreamState }
  /** It has begun, in place of whoever led before. */
  | { type: "elected" }
  /** The answer to `hello`. */
  | { type: "leading"; tab: string; state: UpstreamState }
  | { type: "resigned" }
);

/** What the tabs of one user tell each other. Messages stay in this browser's memory and never leave the origin. */
export type TabMessage =
  | ToLeader
  | FromLeader
  /** Asks who leads, and whether the leader is still there. */
  | { type: "hello"; tab: string }
  /** The tab needs nothing any more. */
  | { type: "bye"; tab: string };
