import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

export interface NotificationListenerOptions {
  channel: string;
  /** Opens a connection of its own: LISTEN belongs to a connection, so a pool cannot serve. */
  connect: () => Promise<pg.Client>;
  onNotification: (payload: string) => void;
  /** Listening begins, at first or again: whatever was sent before may have gone unheard. */
  onListening: () => void;
  log: (line: string) => void;
}

export interface NotificationListener {
  close(): Promise<void>;
}

const FIRST_RETRY = 50;
const LONGEST_RETRY = 5000;
/** A connection that died without a word is found after this many milliseconds at most twice. */
const HEARTBEAT = 10_000;

/** Listens on a channel for as long as it is open, over as many connections as that takes. */
export function listenForNotifications(options: NotificationListenerOptions): NotificationListener {
  const stop = new AbortController();
  let current: pg.Client | undefined;

  async function listenOnce(): Promise<void> {
    const client = await options.connect();
    current = client;
    const ended = new Promise<void>((resolve) => {
      client.once("end", resolve);
      client.on("error", () => resolve());
    });
    client.on("notification", ({ payload }) => options.onNotification(payload ?? ""));
    try {
      if (stop.signal.aborted) return;
      await client.query(`listen ${options.channel}`);
      options.onListening();
      await Promise.race([ended, beat(client)]);
    } finally {
      current = undefined;
      client.end().catch(() => {});
    }
  }

  /** Resolves when the connection no longer answers. */
  async function beat(client: pg.Client): Promise<void> {
    for (;;) {
      await delay(HEARTBEAT, undefined, { signal: stop.signal, ref: false });
      const answered = client.query("select 1").then(
        () => true,
        () => false,
      );
      const late = delay(HEARTBEAT, false, { signal: stop.signal, ref: false });
      if (!(await Promise.race([answered, late]))) return;
    }
  }

  async function listen(): Promise<void> {
    let wait = FIRST_RETRY;
    while (!stop.signal.aborted) {
      const started = Date.now();
      await listenOnce().catch(() => {});
      if (stop.signal.aborted) return;
      if (Date.now() - started > LONGEST_RETRY) wait = FIRST_RETRY;
      options.log(`lost the connection that listens on ${options.channel}; connecting again in ${wait} ms`);
      await delay(wait, undefined, { signal: stop.signal }).catch(() => {});
      wait = Math.min(wait * 2, LONGEST_RETRY);
    }
  }

  const listening = listen();
  return {
    async close() {
      stop.abort();
      await current?.end().catch(() => {});
      await listening;
    },
  };
}
