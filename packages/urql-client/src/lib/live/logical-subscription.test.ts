import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection, OperationSink } from "./connection.ts";
import type { SocketResult } from "./hub.ts";
import { startLogicalSubscription } from "./logical-subscription.ts";

/** A connection in the test's hands. */
interface HeldConnection extends Connection {
  /** What was issued on it, in order, and whether it was ended by us. */
  operations: { sink: OperationSink; isEnded: boolean }[];
  says(frame: unknown): void;
  breaks(): void;
}

function connectionInHand(): HeldConnection {
  const operations: HeldConnection["operations"] = [];
  const newest = () => operations.at(-1)!;
  return {
    token: "t",
    operations,
    isOpen: () => true,
    users: () => operations.length,
    start(_request, sink) {
      const operation = { sink, isEnded: false };
      operations.push(operation);
      return () => void (operation.isEnded = true);
    },
    says: (data) => newest().sink.next({ data }),
    breaks: () => newest().sink.ended(undefined),
    terminate: () => {},
    retire: () => {},
    dispose: () => {},
  };
}

function subscribe(isStream = false) {
  const old = connectionInHand();
  const frames: unknown[] = [];
  let pauses = 0;
  let current: Connection = old;
  const subscription = startLogicalSubscription(
    { query: "subscription { x }" },
    { isStream, next: ({ data }: SocketResult) => void frames.push(data), refused: () => {} },
    {
      whenConnected(use) {
        use(current);
        return () => {};
      },
      pause: () => (pauses++, Promise.resolve()),
      answered: () => {},
      refuseToken: () => {},
      timing: { firstRetryMs: 100, handoverMs: 250 },
    },
  );
  const fresh = connectionInHand();
  return {
    old,
    fresh,
    frames,
    pauses: () => pauses,
    handOver: () => {
      current = fresh;
      subscription.handOver(fresh);
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("startLogicalSubscription", () => {
  it("goes over with the first frame of the new connection, and paints nothing of the old one meanwhile", () => {
    const { old, fresh, frames, handOver } = subscribe();
    old.says(1);
    handOver();
    old.says(3); // read after what the new one is about to say
    expect(old.operations[0]?.isEnded).toBe(false);
    fresh.says(2);
    expect(old.operations[0]?.isEnded).toBe(true);
    old.says(4);
    fresh.says(5);
    expect(frames).toEqual([1, 2, 5]);
  });

  it("does not wait for ever: paints the newest of what waits, and asks again, more patiently", () => {
    const { old, fresh, frames, handOver } = subscribe();
    handOver();
    old.says(1);
    old.says(2);
    vi.advanceTimersByTime(250);
    expect(frames).toEqual([2]);
    expect(fresh.operations.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    old.says(3);
    vi.advanceTimersByTime(499);
    expect(frames).toEqual([2]);
    fresh.says(4);
    expect(frames).toEqual([2, 4]);
  });

  it("asks only once as long as the old connection has nothing to say", () => {
    const { old, fresh, frames, handOver } = subscribe();
    old.says(1);
    handOver();
    vi.advanceTimersByTime(10_000);
    expect(fresh.operations).toHaveLength(1);
    fresh.says(1);
    expect(frames).toEqual([1, 1]);
  });

  it("does not paint what waits when the old connection ends: the new one may speak of something older", () => {
    const { old, fresh, frames, handOver, pauses } = subscribe();
    old.says(1);
    handOver();
    old.says(3);
    old.breaks();
    expect(frames).toEqual([1]);
    fresh.says(2);
    fresh.says(3);
    expect(frames).toEqual([1, 2, 3]);
    expect(pauses()).toBe(0);
  });

  it("stays with the old connection when the new one breaks, and begins anew when both are gone", async () => {
    const { old, fresh, frames, handOver, pauses } = subscribe();
    handOver();
    old.says(1);
    fresh.breaks();
    expect(frames).toEqual([1]);
    old.says(2);
    expect(frames).toEqual([1, 2]);
    old.breaks();
    await vi.advanceTimersByTimeAsync(0);
    expect(pauses()).toBe(1);
    expect(fresh.operations).toHaveLength(2);
  });

  it("moves a stream at once: it goes on from its own cursor", () => {
    const { old, fresh, frames, handOver } = subscribe(true);
    old.says(1);
    handOver();
    expect(old.operations[0]?.isEnded).toBe(true);
    fresh.says(2);
    expect(frames).toEqual([1, 2]);
  });
});
