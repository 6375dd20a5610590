import type { Client } from "graphql-ws";

type Frame = { data?: unknown; errors?: unknown };

/** Records what a subscription receives. */
export interface LiveRecorder<T> {
  /** The `data` of every frame so far. */
  readonly frames: readonly T[];
  /** What ended the subscription, if anything did. */
  readonly failure: unknown;
  last(): T | undefined;
  /** Resolves once a frame (an earlier one counts) satisfies the condition. */
  until(condition: (data: T) => boolean, timeoutMs?: number): Promise<T>;
  stop(): void;
}

/** Subscribes and records. */
export function record<T>(
  client: Client,
  query: string,
  variables?: Record<string, unknown>,
): LiveRecorder<T> {
  const frames: T[] = [];
  const waiting = new Set<() => void>();
  const recorder = { frames, failure: undefined as unknown };
  const notify = (): void => {
    for (const check of waiting) check();
  };
  const stop = client.subscribe(
    { query, variables },
    {
      next(frame: Frame) {
        if (frame.data) frames.push(frame.data as T);
        else recorder.failure = frame.errors;
        notify();
      },
      error(error) {
        recorder.failure = error;
        notify();
      },
      complete: notify,
    },
  );
  return Object.assign(recorder, {
    last: () => frames.at(-1),
    stop,
    until(condition: (data: T) => boolean, timeoutMs = 15_000): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        const finish = (): void => {
          clearTimeout(timer);
          waiting.delete(check);
        };
        const check = (): void => {
          const found = frames.findLast(condition);
          if (found !== undefined) resolve(found);
          else if (recorder.failure !== undefined) reject(new Error(JSON.stringify(recorder.failure)));
          else return;
          finish();
        };
        const timer = setTimeout(() => {
          finish();
          reject(
            new Error(`no such frame within ${timeoutMs} ms; the last was ${JSON.stringify(frames.at(-1))}`),
          );
        }, timeoutMs);
        waiting.add(check);
        check();
      });
    },
  });
}
