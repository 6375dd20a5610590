import { performance } from "node:perf_hooks";

/** Why a call was given up that may be another server's now. */
export const LEASE_LOST = new Error("the lease is lost");

interface Lease {
  trigger: string;
  abort: AbortController;
  /** By the local clock, counted from before the database was asked: earlier than the lease really ends. */
  until: number;
}

/** The leases that this server holds: keeps them alive, and says when one is lost. */
export class Leases {
  readonly #renew: (ids: readonly string[]) => Promise<string[]>;
  readonly #duration: number;
  readonly #leases = new Map<string, Lease>();
  readonly #perTrigger = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #isRenewing = false;

  /**
   * @param duration milliseconds.
   * @param renew prolongs leases in the database and returns those that are still ours.
   */
  constructor(duration: number, renew: (ids: readonly string[]) => Promise<string[]>) {
    this.#renew = renew;
    this.#duration = duration;
    this.#timer = setInterval(() => this.#beat(), duration / 4);
    this.#timer.unref();
  }

  get size(): number {
    return this.#leases.size;
  }

  /** How many of them are a trigger's. */
  countOf(trigger: string): number {
    return this.#perTrigger.get(trigger) ?? 0;
  }

  /**
   * @param since when the database was asked for it, by `performance.now()`.
   * @returns aborted when the lease is lost or `abortAll` is called.
   */
  add(id: string, trigger: string, since: number): AbortSignal {
    const abort = new AbortController();
    this.#leases.set(id, { trigger, abort, until: since + this.#duration });
    this.#perTrigger.set(trigger, this.countOf(trigger) + 1);
    return abort.signal;
  }

  /** The lease was given back, or is lost. */
  delete(id: string): void {
    const lease = this.#leases.get(id);
    if (!lease) return;
    this.#leases.delete(id);
    this.#perTrigger.set(lease.trigger, this.countOf(lease.trigger) - 1);
  }

  ids(): string[] {
    return [...this.#leases.keys()];
  }

  abortAll(reason: Error): void {
    for (const { abort } of this.#leases.values()) abort.abort(reason);
  }

  /** No lease is kept any longer. */
  close(): void {
    clearInterval(this.#timer);
  }

  /** What could not be renewed in time is given up before the database gives it to somebody else. */
  #beat(): void {
    const now = performance.now();
    for (const { abort, until } of this.#leases.values()) {
      if (until - this.#duration / 10 < now) abort.abort(LEASE_LOST);
    }
    const held = new Map([...this.#leases].filter(([, lease]) => !lease.abort.signal.aborted));
    if (held.size === 0 || this.#isRenewing) return;
    this.#isRenewing = true;
    void this.#prolong(held, now).finally(() => {
      this.#isRenewing = false;
    });
  }

  async #prolong(held: ReadonlyMap<string, Lease>, now: number): Promise<void> {
    try {
      const renewed = new Set(await this.#renew([...held.keys()]));
      for (const [id, lease] of held) {
        if (renewed.has(id)) lease.until = now + this.#duration;
        else if (this.#leases.get(id) === lease) lease.abort.abort(LEASE_LOST);
      }
    } catch {
      // The next beat tries again, for as long as the leases last.
    }
  }
}
