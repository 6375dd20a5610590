import type { Leader, LeaderSays } from "./leader.ts";
import type { FromLeader, ToLeader } from "./tab-message.ts";

/** The time in which this tab leads. */
export interface Reign {
  readonly leader: string;
  /** A tab asks who leads. */
  welcome(tab: string): void;
  receive(message: ToLeader): void;
  /** A tab is gone. */
  forget(tab: string): void;
  end(): void;
}

/** What a reign is made of. */
export interface ReignOptions {
  locks: Pick<LockManager, "request">;
  /** @returns The name of the lock that a tab holds as long as it is there. */
  readonly lockOf: (tab: string) => string;
  /** Starts serving. */
  readonly lead: (tell: (says: LeaderSays) => void) => Leader;
  readonly broadcast: (message: FromLeader) => void;
}

/** Begins to lead. */
export function beginReign({ locks, lockOf, lead, broadcast }: ReignOptions): Reign {
  const leader = crypto.randomUUID();
  const watched = new Map<string, AbortController>();
  const tell = (says: LeaderSays): void => broadcast({ ...says, leader } as FromLeader);
  tell({ type: "elected" });
  const server = lead(tell);

  /** Notices when a tab is gone that could not say so. */
  function watch(tab: string): void {
    if (watched.has(tab)) return;
    const gone = new AbortController();
    watched.set(tab, gone);
    locks.request(lockOf(tab), { signal: gone.signal }, () => forget(tab)).catch(() => {});
  }

  function forget(tab: string): void {
    watched.get(tab)?.abort();
    watched.delete(tab);
    server.drop(tab);
  }

  return {
    leader,
    welcome: (tab) => tell({ type: "leading", tab, state: server.state() }),
    receive(message) {
      watch(message.tab);
      server.receive(message);
    },
    forget,
    end() {
      for (const watch of watched.values()) watch.abort();
      server.resign();
      tell({ type: "resigned" });
    },
  };
}
