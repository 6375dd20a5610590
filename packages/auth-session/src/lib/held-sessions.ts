import { type EndingListener, isConcerned, type NamedSession, type SessionStore } from "./session-store.ts";

/** How a held session stands. `unknown`: the store does not answer. */
export type Liveness = "live" | "ended" | "unknown";

interface Held {
  session: NamedSession;
  ended: () => void;
}

const AT_ONCE = 25;
const RETRY_MS = 1000;

/**
 * Sessions that somebody holds for longer than a request, such as the sockets of a gateway. However many there are, one
 * subscription hears for all of them; after a gap in it each is asked for again.
 */
export class HeldSessions {
  readonly #byName = new Map<string, Set<Held>>();
  readonly #unsure = new Set<Held>();
  readonly #store: SessionStore;
  readonly #check: (session: NamedSession) => Promise<Liveness>;
  readonly #listener: EndingListener = {
    ended: (ending) => {
      for (const held of ending.names.flatMap((name) => [...(this.#byName.get(name) ?? [])])) {
        if (isConcerned(ending, held.session)) this.#end(held);
      }
    },
    unsure: () => this.#ask([...this.#byName.values()].flatMap((group) => [...group])),
  };
  #unsubscribe: (() => void) | null = null;
  #isChecking = false;

  /**
   * @param store Tells of endings.
   * @param check Asks for one session; never rejects.
   */
  constructor(store: SessionStore, check: (session: NamedSession) => Promise<Liveness>) {
    this.#store = store;
    this.#check = check;
  }

  /** Tells of an ending that the store could not be told of. */
  heard(ending: Parameters<EndingListener["ended"]>[0]): void {
    this.#listener.ended(ending);
  }

  /**
   * @param session What is held.
   * @param ended Called once when it ends, also if that was before this call.
   * @returns Lets go of it.
   */
  hold(session: NamedSession, ended: () => void): () => void {
    const held = { session, ended };
    for (const name of session.names) {
      const group = this.#byName.get(name) ?? new Set();
      this.#byName.set(name, group.add(held));
    }
    this.#unsubscribe ??= this.#store.subscribe(this.#listener);
    // It may have ended between the request and this call.
    this.#ask([held]);
    return () => this.#letGo(held);
  }

  #end(held: Held): void {
    if (this.#letGo(held)) held.ended();
  }

  /** @returns Whether it was held. */
  #letGo(held: Held): boolean {
    let wasHeld = false;
    for (const name of held.session.names) {
      const group = this.#byName.get(name);
      wasHeld = group?.delete(held) ?? wasHeld;
      if (group?.size === 0) this.#byName.delete(name);
    }
    this.#unsure.delete(held);
    if (this.#byName.size === 0) {
      this.#unsubscribe?.();
      this.#unsubscribe = null;
    }
    return wasHeld;
  }

  #ask(sessions: readonly Held[]): void {
    for (const held of sessions) this.#unsure.add(held);
    if (this.#isChecking) return;
    this.#isChecking = true;
    void this.#checkUnsure().finally(() => (this.#isChecking = false));
  }

  /** Some at a time, until the store has answered for every one. */
  async #checkUnsure(): Promise<void> {
    while (this.#unsure.size > 0) {
      const some = [...this.#unsure].slice(0, AT_ONCE);
      for (const held of some) this.#unsure.delete(held);
      const answers = await Promise.all(some.map(({ session }) => this.#check(session)));
      const unanswered = some.filter((_, index) => answers[index] === "unknown");
      some.filter((_, index) => answers[index] === "ended").forEach((held) => this.#end(held));
      if (unanswered.length === 0) continue;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      for (const held of unanswered) if (this.#isHeld(held)) this.#unsure.add(held);
    }
  }

  #isHeld(held: Held): boolean {
    const [name = ""] = held.session.names;
    return this.#byName.get(name)?.has(held) ?? false;
  }
}
