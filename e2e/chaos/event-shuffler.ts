import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";

import type { Random } from "./random.ts";

/** Stands between the API and the functions and spoils the order and the number of events. */
export interface EventShuffler {
  url: string;
  /** What the functions met: only what was answered counts. */
  counters: Readonly<{
    events: number;
    /** Events that were answered a second time. */
    twice: number;
    /** Events that arrived after a later one of the same booking. */
    overtaken: number;
    /** Attempts that failed because the partner did not answer in time. */
    timedOut: number;
  }>;
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
  const counters = { events: 0, twice: 0, overtaken: 0, timedOut: 0 };
  /** When the latest event of each booking that has arrived was made. */
  const latest = new Map<string, string>();
  const underWay = new Set<AbortController>();

  /** Answers what the functions answer; throws when they are gone, or when this closes. */
  async function forward(
    call: Call,
    longestDelay: number,
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const ending = new AbortController();
    underWay.add(ending);
    try {
      const { signal } = ending;
      if (longestDelay > 0) await delay(random.next() * longestDelay, undefined, { signal });
      const { path, headers, body } = call;
      const response = await fetch(`${functionsUrl()}${path}`, { method: "POST", headers, body, signal });
      const answer = { status: response.status, headers: response.headers, body: await response.text() };
      if (answer.body.includes("no answer in time")) counters.timedOut += 1;
      return answer;
    } finally {
      underWay.delete(ending);
    }
  }

  async function forwardEvent(call: Call): ReturnType<typeof forward> {
    if (random.chance(DUPLICATES)) {
      void forward(call, LONGEST_DELAY_MS).then(
        () => void (counters.twice += 1),
        // It was too much anyway.
        () => {},
      );
    }
    const answer = await forward(call, random.chance(LATE) ? LONGEST_DELAY_MS : 0);
    counters.events += 1;
    const { booking, madeAt } = readEvent(call.body);
    const other = latest.get(booking) ?? madeAt;
    if (madeAt < other) counters.overtaken += 1;
    else latest.set(booking, madeAt);
    return answer;
  }

  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? "/";
      const call: Call = { path, headers: passedOn(request.headers), body: await text(request) };
      const answer = await (path.startsWith("/events/") ? forwardEvent(call) : forward(call, 0));
      const retryAfter = answer.headers.get("retry-after");
      response.writeHead(answer.status, {
        "content-type": answer.headers.get("content-type") ?? "application/json",
        ...(retryAfter === null ? {} : { "retry-after": retryAfter }),
      });
      response.end(answer.body);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counters,
    async close() {
      for (const ending of underWay) ending.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Call {
  path: string;
  headers: Record<string, string>;
  body: string;
}

function readEvent(body: string): { booking: string; madeAt: string } {
  const { created_at: madeAt, event } = JSON.parse(body) as {
    created_at: string;
    event: { data: Record<"old" | "new", { id: string } | null> };
  };
  return { booking: (event.data.new ?? event.data.old)?.id ?? "", madeAt };
}

function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      (header): header is [string, string] =>
        typeof header[1] === "string" && (header[0].startsWith("x-") || header[0] === "content-type"),
    ),
  );
}
