import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

/** What {@link listen} works with. */
export interface ListenOptions {
  channel: string;
  /** Opens a connection that nobody else uses: LISTEN belongs to a connection. */
  connect: () => Promise<pg.Client>;
  heard: (payload: string) => void;
  /** Called when listening begins, at first or again: what was said before may have gone unheard. */
  listening: () => void;
  lost: (error: unknown) => void;
}

/** Ms between two questions whether the connection is still there. */
const HEARTBEAT_MS = 5000;
const RETRY_MS = { first: 50, longest: 2000 };

/**
 * Listens on a channel, over as many connections as it takes.
 *
 * @param options The channel, and who hears.
 * @returns Stops listening.
 */
export function listen(options: ListenOptions): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let client: pg.Client | null = null;

  /** Rejects when the connection is lost. */
  async function listenOnce(): Promise<never> {
    const connection = await options.connect();
    client = connection;
    const ended = new Promise<never>((_, reject) => {
      connection.once("end", () => reject(new Error("The connection ended.")));
    });
    // Told by whoever races below; when nobody does any more, it is nobody's concern.
    ended.catch(() => undefined);
    connection.on("notification", ({ payload }) => options.heard(payload ?? ""));
    await connection.query(`listen ${options.channel}`);
    options.listening();
    return Promise.race([ended, beat(connection)]);
  }

  /** Finds a connection that died without a word: an answer that does not come in time is an error. */
  async function beat(connection: pg.Client): Promise<never> {
    for (;;) {
      await delay(HEARTBEAT_MS, undefined, { signal, ref: false });
      await connection.query("select 1");
    }
  }

  async function run(): Promise<void> {
    let waitMs = RETRY_MS.first;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        await listenOnce();
      } catch (error) {
        void client?.end().catch(() => undefined);
        client = null;
        if (signal.aborted) return;
        options.lost(error);
      }
      if (performance.now() - startedAt > RETRY_MS.longest) waitMs = RETRY_MS.first;
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, RETRY_MS.longest);
    }
  }

  const running = run();
  return async () => {
    stopping.abort();
    await client?.end().catch(() => undefined);
    await running;
  };
}
