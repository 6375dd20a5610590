import type { Connection, ConnectionListener } from "../live/connection.ts";
import type { SocketTiming } from "../live/hub.ts";
import { wakeSignals } from "../live/wake.ts";
import { stand, type Candidacy } from "./candidacy.ts";
import { createFollowedLeader } from "./followed-leader.ts";
import { beginReign, type Reign, type ReignOptions } from "./reign.ts";
import type { TabChannel, TabHost } from "./tab-host.ts";
import type { FromLeader, TabMessage, ToLeader } from "./tab-message.ts";

/** What a tab works with. */
export interface TabOptions extends Pick<ReignOptions, "lead"> {
  /** Tabs of the same name share. */
  name: string;
  host: TabHost;
  timing: SocketTiming;
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
  readonly end: () => void;
}

/** Joins the tabs of the same name. */
export function joinTabs({ name, host, timing, lead }: TabOptions): Tab {
  const { locks } = host;
  let stay: Stay | undefined;
  let arrival = new AbortController();
  let reign: Reign | undefined;
  let suspicion: ReturnType<typeof setTimeout> | undefined;
  let isAway = false;
  const followed = createFollowedLeader(timing.idleMs, () => stay?.tab, send);

  const lockOf = (tab: string): string => `${name} ${tab}`;

  function arrive(): void {
    const tab = crypto.randomUUID();
    const mine = (arrival = new AbortController());
    const held = locks.request(lockOf(tab), { signal: mine.signal }, () => {
      if (mine.signal.aborted) return;
      return new Promise<void>((end) => {
        const channel = host.openChannel(name, receive);
        const candidacy = stand(locks, name, {
          elected: () => void (reign = beginReign({ locks, lockOf, lead, broadcast })),
          deposed: resign,
        });
        stay = { tab, channel, candidacy, end };
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
    followed.disconnect();
    resign();
    channel.post({ type: "bye", tab });
    candidacy.withdraw();
    stay = undefined;
    channel.close();
    end();
  }

  function resign(): void {
    const last = reign;
    reign = undefined;
    last?.end();
  }

  /** Asks who leads. A leader that does not answer hangs: its place is taken. */
  function ask(): void {
    if (!stay || reign || suspicion !== undefined) return;
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

  function broadcast(message: FromLeader): void {
    const refs = "to" in message ? message.to : undefined;
    if (!refs || refs.some(({ tab }) => tab !== stay?.tab)) stay?.channel.post(message);
    if (!refs || refs.some(({ tab }) => tab === stay?.tab)) receiveLater(message);
  }

  function send(message: ToLeader): void {
    if (reign?.leader === message.leader) receiveLater(message);
    else stay?.channel.post(message);
  }

  // What a tab says to itself comes as late as what it says to others: never while it is still speaking.
  function receiveLater(message: TabMessage): void {
    const during = stay;
    queueMicrotask(() => stay === during && receive(message));
  }

  function receive(message: TabMessage): void {
    switch (message.type) {
      case "hello":
        return reign?.welcome(message.tab);
      case "bye":
        return reign?.forget(message.tab);
      case "start":
      case "stop":
      case "wake":
      case "reconnect":
        return reign?.leader === message.leader ? reign.receive(message) : undefined;
      case "elected":
        // What tabs say may come in another order than they said it. Who leads follows nobody else until it knows better.
        if (reign && reign.leader !== message.leader) return;
        trust();
        return followed.follow(message.leader, "connecting");
      case "leading":
        if (message.tab !== stay?.tab || reign) return;
        trust();
        return followed.follow(message.leader, message.state);
      case "resigned":
        if (message.leader !== followed.name()) return;
        followed.forsake();
        return ask();
      case "state":
      case "next":
      case "ended":
        followed.hear(message);
    }
  }

  const heartbeat = setInterval(() => followed.isNeeded() && ask(), timing.keepAliveMs);
  const stopWaking = wakeSignals(() => {
    const leader = followed.name();
    if (!stay || leader === undefined) return;
    ask();
    send({ type: "wake", leader, tab: stay.tab });
  });
  const stopWatching = host.watchLifecycle((isAwayNow) => {
    if (isAwayNow === isAway) return;
    isAway = isAwayNow;
    if (isAway) goAway();
    else arrive();
  });
  arrive();

  return {
    connect: followed.connect,
    leave() {
      stopWatching();
      stopWaking();
      clearInterval(heartbeat);
      goAway();
    },
  };
}
