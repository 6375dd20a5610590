import type { Connection, ConnectionListener, OperationSink } from "../live/connection.ts";
import type { UpstreamState } from "../live/connection-state.ts";
import type { SocketRequest, SocketResult } from "../live/hub.ts";
import { createOpenOperations } from "../live/open-operations.ts";
import type { ToLeader } from "./tab-message.ts";

/** What a tab says to its leader, but for the names of both. */
export type TabSays = ToLeader extends infer Message
  ? Message extends ToLeader
    ? Omit<Message, "leader" | "tab">
    : never
  : never;

/** A connection that another tab holds, or this one for all. */
export interface TabConnection extends Connection {
  /** There is a leader. @param say Speaks to it. */
  open(say: (says: TabSays) => void, state: UpstreamState): void;
  tellState(state: UpstreamState): void;
  next(id: number, result: SocketResult): void;
  ended(id: number, errors: readonly unknown[] | undefined): void;
}

let newestId = 0;

/** @param onClosed Called when it is over. */
export function createTabConnection(
  idleMs: number,
  listener: ConnectionListener,
  onClosed: (connection: TabConnection) => void,
): TabConnection {
  const operations = createOpenOperations(idleMs, close);
  const sinks = new Map<number, OperationSink>();
  const unsent: (() => void)[] = [];
  let say: ((says: TabSays) => void) | undefined;
  let isClosed = false;

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    operations.stop();
    for (const id of sinks.keys()) say?.({ type: "stop", id });
    onClosed(connection);
    listener.closed(connection, undefined);
    for (const sink of sinks.values()) sink.ended(undefined);
    sinks.clear();
  }

  const connection: TabConnection = {
    token: undefined,
    isOpen: () => say !== undefined && !isClosed,
    users: operations.count,
    start({ query, operationName, ...rest }: SocketRequest, sink) {
      const id = ++newestId;
      const operation = operations.begin();
      const send = (): void => {
        const body = JSON.stringify({ query, operationName, variables: rest.variables });
        say?.({ type: "start", id, kind: sink.kind, body });
      };
      sinks.set(id, {
        kind: sink.kind,
        next: (result) => operation.isOpen() && sink.next(result),
        ended: (errors) => operation.end() && sink.ended(errors),
      });
      if (say) send();
      else unsent.push(() => sinks.has(id) && send());
      return () => {
        if (!operation.end()) return;
        sinks.delete(id);
        say?.({ type: "stop", id });
      };
    },
    open(speak, state) {
      say = speak;
      connection.tellState(state); // first, or it would count as the whole way
      listener.opened(connection);
      for (const send of unsent.splice(0)) send();
    },
    tellState: (state) => listener.ping(connection, { type: "upstream", state }),
    next: (id, result) => sinks.get(id)?.next(result),
    ended(id, errors) {
      const sink = sinks.get(id);
      sinks.delete(id);
      sink?.ended(errors);
    },
    terminate: () => say?.({ type: "reconnect" }),
    retire: operations.retire,
    dispose: close,
  };
  return connection;
}
