import type { TabMessage } from "./tab-message.ts";

/** A connection to the other tabs. */
export interface TabChannel {
  post(message: TabMessage): void;
  close(): void;
}

/** What tabs need of their browser. */
export interface TabHost {
  /** Web Locks (https://www.w3.org/TR/web-locks/). */
  locks: Pick<LockManager, "request">;
  /** @param receive Called with what other tabs post, not with what this one does. */
  openChannel(name: string, receive: (message: TabMessage) => void): TabChannel;
  /**
   * @param onChange Called with true when the page is about to be put away (into the back-forward cache, frozen or closed), with false
   * when it comes back.
   * @returns Stops the calls.
   */
  watchLifecycle(onChange: (isAway: boolean) => void): () => void;
}

/** @returns The browser that this page is in. */
export function browserTabHost(): TabHost {
  return {
    locks: navigator.locks,
    openChannel(name, receive) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event: MessageEvent<TabMessage>) => receive(event.data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    watchLifecycle(onChange) {
      const leave = (): void => onChange(true);
      const comeBack = (): void => onChange(false);
      // https://wicg.github.io/page-lifecycle/: a frozen page runs nothing, and holds its locks.
      window.addEventListener("pagehide", leave);
      document.addEventListener("freeze", leave);
      window.addEventListener("pageshow", comeBack);
      document.addEventListener("resume", comeBack);
      return () => {
        window.removeEventListener("pagehide", leave);
        document.removeEventListener("freeze", leave);
        window.removeEventListener("pageshow", comeBack);
        document.removeEventListener("resume", comeBack);
      };
    },
  };
}
