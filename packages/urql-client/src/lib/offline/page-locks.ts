/** Locks that the pages of one browser share, and that a page loses when it dies. */
export interface PageLocks {
  /** Takes a lock for as long as this page lives. @returns Gives it back. */
  hold(name: string): Promise<() => void>;
  /** @returns The locks that living pages hold. */
  held(): Promise<ReadonlySet<string>>;
  /** Runs something that only one page may do at a time. */
  exclusive<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/**
 * @returns The Web Locks of the browser.
 * @throws Where there are none.
 */
export function webLocks(): PageLocks {
  const { locks } = navigator;
  if (!locks) throw new Error("This browser has no Web Locks.");
  return {
    hold: (name) =>
      new Promise((resolve, reject) => {
        const given = locks.request(name, () => new Promise<void>((giveBack) => resolve(() => giveBack())));
        given.catch(reject);
      }),
    async held() {
      const { held } = await locks.query();
      return new Set((held ?? []).map(({ name }) => name ?? ""));
    },
    exclusive: (name, run) => locks.request(name, run) as Promise<never>,
  };
}
