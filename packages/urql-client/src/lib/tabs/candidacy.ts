/** What a candidate is told. */
export interface CandidacyListener {
  elected(): void;
  /** Another one took the lead away. */
  deposed(): void;
}

/** A tab that leads, or will when those before it are gone. */
export interface Candidacy {
  /** Takes the lead away from one that does not answer. */
  seize(): void;
  withdraw(): void;
}

/**
 * Stands for election: of all that do so by the same name in this browser, one leads. When it withdraws, or its page is gone for whatever
 * reason, the browser gives the lead to the next.
 */
export function stand(
  locks: Pick<LockManager, "request">,
  name: string,
  listener: CandidacyListener,
): Candidacy {
  /** The request that counts. */
  let request: { waiting: AbortController; release: (() => void) | undefined } | undefined;

  function apply(isSeizing: boolean): void {
    request?.waiting.abort();
    const mine: NonNullable<typeof request> = { waiting: new AbortController(), release: undefined };
    request = mine;
    const options = isSeizing ? { steal: true } : { signal: mine.waiting.signal };
    const held = locks.request(name, options, () => {
      if (request !== mine) return;
      return new Promise<void>((resolve) => {
        mine.release = resolve;
        listener.elected();
      });
    });
    held.catch((error: unknown) => {
      // Taken away, maybe before it was known; anything else would happen again.
      if (request !== mine || (error as Error).name !== "AbortError") return;
      if (mine.release) listener.deposed();
      apply(false);
    });
  }

  apply(false);
  return {
    seize: () => apply(true),
    withdraw() {
      const last = request;
      request = undefined;
      last?.waiting.abort();
      last?.release?.();
    },
  };
}
