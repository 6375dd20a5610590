/** A value that can be read now and watched. */
export interface Observable<T> {
  /** @returns The value now; the same reference until it changes. */
  readonly get: () => T;
  /** @param listener Called after each change. @returns Stops the calls. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** An {@link Observable} whose owner can change it. */
export interface Subject<T> extends Observable<T> {
  set(value: T): void;
}

/** @returns A value to watch; setting it to the same value tells nobody. */
export function createSubject<T>(initial: T): Subject<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
