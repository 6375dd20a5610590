/** Time that passes only when it is told to. */
export interface VirtualClock {
  /** Lets time pass: runs what is due in order, and everything that follows from each before the next. */
  advance(ms: number): Promise<void>;
  /** Called when nothing is left to do at a moment: a browser would paint now. */
  onRest: (() => void) | undefined;
  /** Forgets what is waiting, and gives the real time back. */
  uninstall(): void;
}

interface Timer {
  at: number;
  order: number;
  run: (() => void) | undefined;
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  now: Date.now,
  random: Math.random,
};
const yieldToMicrotasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Replaces timers, `Date.now` and `Math.random` for code that knows nothing of it. It is what the fake timers of the test runner
 * do, at a hundredth of their cost: they wait a real millisecond per timer, and a run has hundreds.
 * @param random What `Math.random` is meanwhile.
 */
export function installVirtualClock(random: () => number): VirtualClock {
  const heap: Timer[] = [];
  let now = 0;
  let orders = 0;

  const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  function push(timer: Timer): void {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(timer, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = timer;
  }
  function pop(): Timer {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }

  const setVirtual = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): Timer => {
    const at = now + Math.max(0, Math.ceil(Number(ms) || 0));
    const timer = { at, order: orders++, run: () => run(...args) };
    push(timer);
    return timer;
  };
  const clearVirtual = (timer: Timer | undefined): void => {
    if (timer) timer.run = undefined;
  };
  globalThis.setTimeout = setVirtual as never;
  globalThis.clearTimeout = clearVirtual as never;
  Date.now = () => now;
  Math.random = random;

  const clock: VirtualClock = {
    onRest: undefined,
    async advance(ms) {
      const end = now + ms;
      await yieldToMicrotasks();
      clock.onRest?.();
      while (heap.length > 0 && heap[0]!.at <= end) {
        const timer = pop();
        if (!timer.run) continue;
        now = timer.at;
        timer.run();
        await yieldToMicrotasks();
        clock.onRest?.();
      }
      now = end;
    },
    uninstall() {
      heap.length = 0;
      globalThis.setTimeout = real.setTimeout;
      globalThis.clearTimeout = real.clearTimeout;
      Date.now = real.now;
      Math.random = real.random;
    },
  };
  return clock;
}
