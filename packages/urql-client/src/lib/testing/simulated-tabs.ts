import type { TabChannel, TabHost } from "../tabs/tab-host.ts";
import type { TabMessage } from "../tabs/tab-message.ts";

/** One tab of a {@link SimulatedBrowser}. */
export interface SimulatedTab {
  host: TabHost;
  /** The tab's WebSocket class: its sockets go when it does. */
  WebSocket: unknown;
  /** It is gone without a word: its locks are free, its sockets are cut, nothing it does has an effect. */
  crash(): void;
  /** It does not run: what it is told waits, and so does what it says. */
  hang(): void;
  wake(): void;
  /** It is put away: into the back-forward cache, frozen or closed, and knows it. */
  putAway(): void;
  bringBack(): void;
}

/** Web Locks and BroadcastChannel between tabs that live in one process. */
export interface SimulatedBrowser {
  /** @param Socket The WebSocket class that reaches the API. */
  openTab(Socket: unknown): SimulatedTab;
}

interface Held {
  tab: Tab;
  end(): void;
  stolen(): void;
}

interface Waiting {
  tab: Tab;
  grant(): void;
}

interface Tab {
  isDead: boolean;
  isHanging: boolean;
  inbox: (() => void)[];
  outbox: (() => void)[];
}

type SocketClass = new () => {
  close(): void;
  send(text: string): void;
  onmessage: unknown;
  onclose: unknown;
};

/** @param delay Draws how long a message or a lock takes, in ms. */
export function createSimulatedBrowser(delay: () => number): SimulatedBrowser {
  const locks = new Map<string, { held: Held | undefined; queue: Waiting[] }>();
  const channels = new Set<{ name: string; tab: Tab; receive(message: TabMessage): void }>();

  /** Something happens to a tab, if it is still there, once it runs. */
  function reach(tab: Tab, what: () => void): void {
    setTimeout(() => {
      if (tab.isDead) return;
      if (tab.isHanging) tab.inbox.push(what);
      else what();
    }, delay());
  }

  function emit(tab: Tab, what: () => void): void {
    if (tab.isDead) return;
    if (tab.isHanging) tab.outbox.push(what);
    else what();
  }

  function lockOf(name: string) {
    let lock = locks.get(name);
    if (!lock) locks.set(name, (lock = { held: undefined, queue: [] }));
    return lock;
  }

  function grantNext(name: string): void {
    const lock = lockOf(name);
    if (!lock.held) lock.queue.shift()?.grant();
  }

  async function request(tab: Tab, name: string, options: LockOptions, run: () => unknown): Promise<unknown> {
    const lock = lockOf(name);
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(new DOMException("The request was aborted.", "AbortError"));
      const waiting: Waiting = {
        tab,
        grant() {
          options.signal?.removeEventListener("abort", onAbort);
          const held: Held = {
            tab,
            end() {
              if (lock.held !== held) return;
              lock.held = undefined;
              grantNext(name);
            },
            stolen: () => reach(tab, abort),
          };
          lock.held = held;
          reach(tab, () => {
            if (lock.held !== held) return;
            void Promise.resolve(run()).then((value) => {
              emit(tab, () => held.end());
              resolve(value);
            });
          });
        },
      };
      const onAbort = (): void => {
        lock.queue = lock.queue.filter((other) => other !== waiting);
        abort();
      };
      if (options.signal?.aborted) return abort();
      if (tab.isDead) return;
      if (options.steal) {
        lock.held?.stolen();
        lock.held = undefined;
        return waiting.grant();
      }
      options.signal?.addEventListener("abort", onAbort);
      lock.queue.push(waiting);
      grantNext(name);
    });
  }

  return {
    openTab(Socket) {
      const tab: Tab = { isDead: false, isHanging: false, inbox: [], outbox: [] };
      const sockets = new Set<InstanceType<SocketClass>>();
      const lifecycle = new Set<(isAway: boolean) => void>();

      class TabSocket extends (Socket as SocketClass) {
        constructor() {
          super();
          sockets.add(this);
          if (tab.isDead) this.close();
        }

        override send(text: string): void {
          if (!tab.isDead) super.send(text);
        }
      }

      return {
        WebSocket: TabSocket,
        host: {
          locks: {
            request: ((name: string, options: LockOptions, run: () => unknown) =>
              request(tab, name, options, run)) as LockManager["request"],
          },
          openChannel(name, receive): TabChannel {
            const end = { name, tab, receive };
            channels.add(end);
            // What one tab says arrives in the order in which it was said.
            let at = 0;
            return {
              post(message) {
                const copy = structuredClone(message);
                emit(tab, () => {
                  at = Math.max(at, Date.now() + delay());
                  setTimeout(() => {
                    for (const other of channels) {
                      if (other === end || other.name !== name || other.tab.isDead) continue;
                      const deliver = (): void =>
                        void (channels.has(other) && other.receive(structuredClone(copy)));
                      if (other.tab.isHanging) other.tab.inbox.push(deliver);
                      else deliver();
                    }
                  }, at - Date.now());
                });
              },
              close: () => void channels.delete(end),
            };
          },
          watchLifecycle(onChange) {
            lifecycle.add(onChange);
            return () => void lifecycle.delete(onChange);
          },
        },
        crash() {
          tab.isDead = true;
          for (const socket of sockets) {
            socket.onmessage = socket.onclose = null;
            socket.close();
          }
          for (const lock of locks.values()) lock.queue = lock.queue.filter((waiting) => waiting.tab !== tab);
          for (const { held } of locks.values()) if (held?.tab === tab) held.end();
        },
        hang: () => void (tab.isHanging = true),
        wake() {
          tab.isHanging = false;
          for (const what of tab.outbox.splice(0)) what();
          for (const what of tab.inbox.splice(0)) what();
        },
        putAway() {
          for (const listener of lifecycle) listener(true);
        },
        bringBack() {
          for (const listener of lifecycle) listener(false);
        },
      };
    },
  };
}
