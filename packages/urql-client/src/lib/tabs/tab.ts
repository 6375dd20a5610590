import type { Connection, ConnectionListener } from "../live/connection.ts";
import type { SocketTiming } from "../live/hub.ts";
import { wakeSignals } from "../live/wake.ts";
import { stand, type Candidacy } from "./candidacy.ts";
import type { Leader, LeaderSays } from "./leader.ts";
import { createTabConnection, type TabConnection } from "./tab-connection.ts";
import type { TabChannel, TabHost } from "./tab-host.ts";
import type { FromLeader, TabMessage, ToLeader, UpstreamState } from "./tab-message.ts";

/** What a tab works with. */
export interface TabOptions {
  /** Tabs of the same name share. */
  name: string;
  host: TabHost;
  timing: SocketTiming;
  /** Called when this tab is elected. */
  lead(tell: (says: LeaderSays) => void): Leader;
}

/** This page as one of the tabs that share a connection. */
export interface Tab {
  connect(listener: ConnectionListener): Connection;
  leave(): void;
}

/** A stay among the others; a page that is put away and comes back begins another, by another name. */
interface Stay {
  tab: string;
  channel: TabChannel;
  candidacy: Candidacy;
  /** Gives the lock back by which the leader knows that this tab is there. */
  end(): void;
}

/** Joins the tabs of the same name. */
export function joinTabs({ name, host, timing, lead }: TabOptions): Tab {
  const connections = new Set<TabConnection>();
  let stay: Stay | undefined;
  let arrival = new AbortController();
  let followed: { leader: string; state: UpstreamState } | undefined;
  let own: { leader: string; server: Leader; watched: Map<string, AbortController> } | undefined;
  let suspicion: ReturnType<typeof setTimeout> | undefined;

  function arrive(): void {
    const tab = crypto.randomUUID();
    const mine = (arrival = new AbortController());
    const held = host.locks.request(lockOf(tab), { signal: mine.signal }, () => {
      if (mine.signal.aborted) return;
      return new Promise<void>((end) => {
        const channel = host.openChannel(name, (message) => receive(message));
        stay = { tab, channel, end, candidacy: stand(host.locks, name, { elected, deposed: resign }) };
        ask();
      });
    });
    held.catch(() => {}); // it left before it had arrived
  }

  function goAway(): void {
    arrival.abort();
    trust();
    if (!stay) return;
    const { tab, channel, candidacy, end } = stay;
    for (const connection of connections) connection.dispose();
    followed = undefined;
    resign();
    channel.post({ type: "bye", tab });
    candidacy.withdraw();
    stay = undefined;
    channel.close();
    end();
  }

  const lockOf = (tab: string): string => `${name} ${tab}`;

  /** A leader that does not answer hangs: its place is taken. */
  function ask(): void {
    if (!stay || own || suspicion !== undefined) return;
    stay.channel.post({ type: "hello", tab: stay.tab });
    suspicion = setTimeout(() => {
      suspicion = undefined;
      stay?.candidacy.seize();
    }, timing.pongMs);
  }

  function trust(): void {
    clearTimeout(suspicion);
    suspicion = undefined;
  }

  function elected(): void {
    const leader = crypto.randomUUID();
    const tell = (says: LeaderSays): void => broadcast({ ...says, leader } as FromLeader);
    broadcast({ type: "elected", leader });
    own = { leader, watched: new Map(), server: lead(tell) };
  }

  function resign(): void {
    if (!own) return;
    const { leader, server, watched } = own;
    own = undefined;
    for (const watch of watched.values()) watch.abort();
    server.resign();
    broadcast({ type: "resigned", leader });
  }

  function broadcast(message: FromLeader): void {
    const refs = "to" in message ? message.to : undefined;
    if (!refs || refs.some(({ tab }) => tab !== stay?.tab)) stay?.channel.post(message);
    if (!refs || refs.some(({ tab }) => tab === stay?.tab)) later(() => receive(message));
  }

  // What a tab says to itself comes as late as what it says to others: never while it is still speaking.
  function later(run: () => void): void {
    const during = stay;
    queueMicrotask(() => stay === during && run());
  }

  function receive(message: TabMessage): void {
    switch (message.type) {
      case "hello":
        if (own) {
          const { leader, server } = own;
          broadcast({ type: "leading", leader, tab: message.tab, state: server.state() });
        }
        return;
      case "bye":
        return forget(message.tab);
      case "elected":
        // What tabs say may come in another order than they said it. Who leads follows nobody else until it knows better.
        if (own && own.leader !== message.leader) return;
        return follow(message.leader, "connecting");
      case "leading":
        if (message.tab === stay?.tab && !own) follow(message.leader, message.state);
        return;
      case "start":
      case "stop":
      case "wake":
      case "reconnect":
        if (own?.leader !== message.leader) return;
        watch(message.tab);
        return own.server.receive(message);
    }
    if (message.leader !== followed?.leader) return;
    switch (message.type) {
      case "resigned":
        unfollow();
        return ask();
      case "state":
        followed.state = message.state;
        for (const connection of connections) connection.tellState(message.state);
        return;
      case "next":
      case "ended":
        for (const { tab, id } of message.to) {
          if (tab !== stay?.tab) continue;
          for (const connection of connections) {
            if (message.type === "next") connection.next(id, message.result);
            else connection.ended(id, message.errors);
          }
        }
    }
  }

  /** As leader: notices when a tab is gone that could not say so. */
  function watch(tab: string): void {
    if (!own || own.watched.has(tab)) return;
    const gone = new AbortController();
    own.watched.set(tab, gone);
    host.locks.request(lockOf(tab), { signal: gone.signal }, () => forget(tab)).catch(() => {});
  }

  function forget(tab: string): void {
    own?.watched.get(tab)?.abort();
    own?.watched.delete(tab);
    own?.server.drop(tab);
  }

  function follow(leader: string, state: UpstreamState): void {
    trust();
    if (followed?.leader === leader) return;
    if (followed) unfollow();
    followed = { leader, state };
    for (const connection of connections) open(connection);
  }

  function unfollow(): void {
    followed = undefined;
    for (const connection of connections) if (connection.isOpen()) connection.dispose();
  }

  function open(connection: TabConnection): void {
    if (!followed) return;
    const { leader, state } = followed;
    connection.open((says) => {
      if (!stay) return;
      const message = { ...says, leader, tab: stay.tab } as ToLeader;
      if (own?.leader === leader) later(() => receive(message));
      else stay.channel.post(message);
    }, state);
  }

  const heartbeat = setInterval(() => connections.size > 0 && ask(), timing.keepAliveMs);
  const stopWaking = wakeSignals(() => {
    if (!stay || !followed) return;
    ask();
    const message: ToLeader = { type: "wake", leader: followed.leader, tab: stay.tab };
    if (!own) stay.channel.post(message);
  });
  let isAway = false;
  const stopWatching = host.watchLifecycle((isAwayNow) => {
    if (isAwayNow === isAway) return;
    isAway = isAwayNow;
    if (isAway) goAway();
    else arrive();
  });
  arrive();

  return {
    connect(listener) {
      const connection = createTabConnection(timing.idleMs, listener, (closed) => connections.delete(closed));
      connections.add(connection);
      later(() => connections.has(connection) && !connection.isOpen() && open(connection));
      return connection;
    },
    leave() {
      stopWatching();
      stopWaking();
      clearInterval(heartbeat);
      goAway();
    },
  };
}
