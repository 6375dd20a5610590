import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Change, Store } from "@potluck/file-store";
import type { Counters } from "../counters.ts";
import type { FaultInjector } from "../faults/fault-injector.ts";
import type { ReservationView } from "../reservations/reservation.ts";
import type { Callback, CallbackBody } from "./callback.ts";

/** Callbacks on their way. */
export interface Outbox {
  /** Makes a callback: the change to be written with the decision that it tells, and its sending for when that is durable. */
  prepare(view: ReservationView): { change: Change; send: () => void };
  /** @returns What nobody has acknowledged yet. */
  undelivered(): CallbackBody[];
  /** Sends what an earlier process has left. */
  resume(): void;
  /** Ends every attempt; what nobody has acknowledged stays stored. */
  stop(): Promise<void>;
}

/** What the outbox works with. */
export interface OutboxOptions {
  store: Store;
  /** One delivery. @returns whether it was acknowledged */
  deliver: (body: CallbackBody, signal: AbortSignal) => Promise<boolean>;
  faults: FaultInjector;
  counters: Counters;
  now: () => number;
  report: (line: string) => void;
}

const PREFIX = "callback:";
const FIRST_INTERVAL = 500;
const LONGEST_INTERVAL = 30_000;
const PATIENCE = 24 * 3_600_000;

/** Delivers callbacks at least once, in no order, until each is acknowledged or a day old. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { store, deliver, faults, counters, now, report } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const underWay = new Set<Promise<void>>();
  const keyOf = (id: string) => `${PREFIX}${id}`;

  const keep = (work: Promise<void>) => {
    const settled = work.catch((error: unknown) => {
      if (!signal.aborted) report(`booking-partner: a callback was not sent: ${String(error)}`);
    });
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
  };
  const deliverAfter = async (body: CallbackBody, ms: number) => {
    if (ms > 0) await pause(ms, undefined, { signal });
    counters.callbacksSent += 1;
    const acknowledged = await deliver(body, signal);
    if (acknowledged) counters.callbacksAcknowledged += 1;
    return acknowledged;
  };
  const attempt = async (body: CallbackBody) => {
    const { delayMs, againAfterMs } = faults.forDelivery();
    if (againAfterMs !== undefined) {
      counters.callbacksDoubled += 1;
      keep(deliverAfter(body, againAfterMs).then(() => {}));
    }
    return deliverAfter(body, delayMs);
  };
  const carry = async ({ body, createdAt }: Callback) => {
    for (let interval = FIRST_INTERVAL; ; interval = Math.min(2 * interval, LONGEST_INTERVAL)) {
      await abortable(faults.up(), signal);
      if (await attempt(body)) break;
      if (now() - createdAt > PATIENCE) {
        report(`booking-partner: callback ${body.id} was not acknowledged within a day and is given up`);
        break;
      }
      await pause(interval, undefined, { signal });
    }
    await store.delete(keyOf(body.id));
  };

  return {
    prepare(view) {
      const callback: Callback = { createdAt: now(), body: { id: randomUUID(), ...view } };
      return {
        change: { key: keyOf(callback.body.id), value: callback },
        send: () => keep(carry(callback)),
      };
    },
    undelivered: () => store.list<Callback>(PREFIX).map(({ body }) => body),
    resume() {
      for (const callback of store.list<Callback>(PREFIX)) keep(carry(callback));
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

function abortable(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    void work.then(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
