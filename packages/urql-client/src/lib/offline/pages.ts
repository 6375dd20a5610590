/** The pages of one user in one browser that are alive, this one among them. */
export interface Pages {
  /** What this page is called among them. */
  own: string;
  /** Runs something while no page is known to come or go, and no other runs anything. @param run Is given who is alive. */
  exclusive<T>(run: (living: ReadonlySet<string>) => Promise<T>): Promise<T>;
  /** @param listener Called when another page is gone, however that came about. */
  readonly onGone: (listener: () => void) => void;
  readonly leave: () => void;
}

/**
 * Joins the pages of a user. Every page holds a lock for as long as it lives, and the others wait for it.
 * @param group Name that these pages have in common.
 * @throws Where the browser has no Web Locks.
 */
export async function joinPages(group: string): Promise<Pages> {
  const { locks } = navigator;
  if (!locks) throw new Error("This browser has no Web Locks.");
  const prefix = `${group}:page:`;
  const own = crypto.randomUUID();
  const left = new AbortController();
  let gone = (): void => {};

  async function living(): Promise<Set<string>> {
    const { held = [] } = await locks.query();
    const pages = held.filter(({ name, mode }) => mode === "exclusive" && name?.startsWith(prefix));
    return new Set(pages.map(({ name }) => name!.slice(prefix.length)));
  }

  function waitFor(page: string): void {
    // Shared, which tells who waits from who lives.
    const options = { mode: "shared", signal: left.signal } as const;
    locks.request(prefix + page, options, () => gone()).catch(() => {});
  }

  // Whoever comes later says so, before it is looked who is there: so of two pages each knows the other.
  const channel = new BroadcastChannel(group);
  channel.onmessage = ({ data }: MessageEvent<string>) => waitFor(data);
  const release = await new Promise<() => void>((resolve, reject) => {
    locks.request(prefix + own, () => new Promise<void>((give) => resolve(() => give()))).catch(reject);
  });
  channel.postMessage(own);
  for (const page of await living()) if (page !== own) waitFor(page);

  return {
    own,
    exclusive: (run) => locks.request(`${group}:adopt`, async () => run(await living())) as Promise<never>,
    onGone: (listener) => void (gone = listener),
    leave() {
      left.abort();
      channel.close();
      release();
    },
  };
}
