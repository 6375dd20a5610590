import { GqlError } from "../error.ts";
import type { Outbox } from "../mutations/outbox.ts";
import { deleteChangeStore, listChangeStores, openChangeStore } from "./change-store.ts";
import type { OfflineOptions } from "./options.ts";
import { createOutbox, type OutboxContext, type OutboxStorage } from "./outbox.ts";
import { webLocks } from "./page-locks.ts";
import { storeNames } from "./store-name.ts";

/** Makes the outbox of a page for one user. @returns It; undefined where nothing can be kept. */
export type OutboxFactory = (context: OutboxContext) => Promise<Outbox | undefined>;

/**
 * Keeps mutations that cannot be sent: in order, over reloads, in IndexedDB. Each is sent by one page only, and is done once.
 * @param options What makes mutations safe to repeat, and what happens where nothing can be kept.
 */
export function offlineOutbox(options: OfflineOptions = {}): OutboxFactory {
  return async (context) => {
    const fail = (cause: unknown): undefined => {
      const message = "Changes cannot be kept in this browser; without a connection they fail.";
      options.onUnavailable?.(new GqlError({ kind: "usage", message, cause }));
    };
    try {
      const storage = await openStorage(context, fail);
      if (!storage) return undefined;
      const outbox = createOutbox(context, options, storage);
      return await outbox.start().then(
        () => outbox,
        (cause: unknown) => {
          outbox.dispose();
          return fail(cause);
        },
      );
    } catch (cause) {
      return fail(cause);
    }
  };
}

async function openStorage(
  { url, user }: OutboxContext,
  fail: (cause: unknown) => void,
): Promise<OutboxStorage | undefined> {
  const names = await storeNames(url, user);
  // What others left in this browser is none of this user's business, and is not kept for them.
  for (const name of await listChangeStores(names.prefix))
    if (name !== names.own) await deleteChangeStore(name);
  if (user === "") return undefined;
  const locks = webLocks();
  const store = await openChangeStore(names.own);
  const page = crypto.randomUUID();
  const lockOf = (owner: string): string => `${names.own}:${owner}`;
  const close = await locks.hold(lockOf(page));
  return {
    store,
    page,
    fail,
    close,
    adopt: () =>
      locks.exclusive(lockOf("adopt"), async () => {
        const held = await locks.held();
        return store.adopt(page, ({ owner }) => !held.has(lockOf(owner)));
      }),
  };
}
