import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

import type { Random } from "./random.ts";

/** Stands between the API and the functions and spoils the order and the number of events. */
export interface EventShuffler {
  url: string;
  counters: { events: number; twice: number; late: number };
  close(): Promise<void>;
}

const DUPLICATES = 0.3;
const LATE = 0.3;
const LONGEST_DELAY_MS = 4000;

/**
 * Passes every call on to the functions. An event may wait first, so that later ones overtake it, and may be delivered a second
 * time some seconds after the first. Actions and crons pass untouched.
 *
 * @param functionsUrl Tells the base address of the functions, which start after this.
 */
export async function startEventShuffler(functionsUrl: () => string, random: Random): Promise<EventShuffler> {
  const counters = { events: 0, twice: 0, late: 0 };
  const stop = new AbortController();
  const echoes = new Set<Promise<unknown>>();

  async function forward(path: string, headers: Record<string, string>, body: string): Promise<Response> {
    return fetch(`${functionsUrl()}${path}`, { method: "POST", headers, body, signal: stop.signal });
  }
  const wait = (longest: number): Promise<void> =>
    delay(random.next() * longest, undefined, { signal: stop.signal });

  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(
          (header): header is [string, string] =>
            typeof header[1] === "string" && (header[0].startsWith("x-") || header[0] === "content-type"),
        ),
      );
      const path = request.url ?? "/";
      if (path.startsWith("/events/")) {
        counters.events += 1;
        if (random.chance(DUPLICATES)) {
          counters.twice += 1;
          const echo = wait(LONGEST_DELAY_MS).then(() => forward(path, headers, body));
          echoes.add(echo.catch(() => {}).finally(() => echoes.delete(echo)));
        }
        if (random.chance(LATE)) {
          counters.late += 1;
          await wait(LONGEST_DELAY_MS);
        }
      }
      const answer = await forward(path, headers, body);
      const retryAfter = answer.headers.get("retry-after");
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
        ...(retryAfter === null ? {} : { "retry-after": retryAfter }),
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counters,
    async close() {
      stop.abort();
      await Promise.allSettled(echoes);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
