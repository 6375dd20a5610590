import type { UpstreamState } from "../live/connection-state.ts";
import type { Connection, ConnectionListener } from "../live/connection.ts";
import { createTabConnection, type TabConnection } from "./tab-connection.ts";
import type { FromLeader, OperationRef, ToLeader } from "./tab-message.ts";

/** The leader that this tab follows, if it knows one, and the tab's connections through it. */
export interface FollowedLeader {
  name(): string | undefined;
  /** Whoever was followed before is no leader any more. */
  follow(leader: string, state: UpstreamState): void;
  forsake(): void;
  /** What the followed leader says. */
  hear(message: FromLeader): void;
  readonly connect: (listener: ConnectionListener) => Connection;
  /** Closes all connections, those that wait for a leader, too. */
  disconnect(): void;
  isNeeded(): boolean;
}

/**
 * @param idleMs How long a connection is kept that nothing uses, in milliseconds.
 * @param tab What this tab is called now.
 * @param send Sends to a leader.
 * @returns No leader, for now.
 */
export function createFollowedLeader(
  idleMs: number,
  tab: () => string | undefined,
  send: (message: ToLeader) => void,
): FollowedLeader {
  const connections = new Set<TabConnection>();
  let followed: { leader: string; state: UpstreamState } | undefined;

  function open(connection: TabConnection): void {
    if (!followed || connection.isOpen() || !connections.has(connection)) return;
    const { leader, state } = followed;
    connection.open((says) => {
      const name = tab();
      if (name !== undefined) send({ ...says, leader, tab: name } as ToLeader);
    }, state);
  }

  function forsake(): void {
    followed = undefined;
    for (const connection of connections) if (connection.isOpen()) connection.dispose();
  }

  function deliver(to: readonly OperationRef[], say: (connection: TabConnection, id: number) => void): void {
    for (const ref of to)
      if (ref.tab === tab()) for (const connection of connections) say(connection, ref.id);
  }

  return {
    name: () => followed?.leader,
    follow(leader, state) {
      if (followed?.leader === leader) return;
      forsake();
      followed = { leader, state };
      for (const connection of connections) open(connection);
    },
    forsake,
    hear(message) {
      if (message.leader !== followed?.leader) return;
      if (message.type === "state") {
        followed.state = message.state;
        for (const connection of connections) connection.tellState(message.state);
      } else if (message.type === "next") {
        deliver(message.to, (connection, id) => connection.next(id, message.result));
      } else if (message.type === "ended") {
        deliver(message.to, (connection, id) => connection.ended(id, message.errors));
      }
    },
    connect(listener) {
      const connection = createTabConnection(idleMs, listener, (closed) => connections.delete(closed));
      connections.add(connection);
      // Who asks for it is not ready to hear of it yet.
      queueMicrotask(() => open(connection));
      return connection;
    },
    disconnect() {
      forsake();
      for (const connection of connections) connection.dispose();
    },
    isNeeded: () => connections.size > 0,
  };
}
