import { GqlError } from "../error.ts";
import type { Outbox, OutboxContext } from "../mutations/outbox.ts";
import { deleteChangeStore, listChangeStores, openChangeStore } from "./change-store.ts";
import type { OfflineOptions } from "./options.ts";
import { createOutbox } from "./outbox.ts";
import { joinPages } from "./pages.ts";
import type { OutboxStorage } from "./storage.ts";
import { storeNames } from "./store-name.ts";
import { tabName } from "./tab-name.ts";

/**
 * Opens the outbox of a user in this browser.
 * @param whenShown Resolves when what an earlier page left behind may be painted.
 * @returns It; undefined where nothing can be kept, which is told.
 */
export async function openOutbox(
  context: OutboxContext,
  options: OfflineOptions,
  whenShown: Promise<void>,
): Promise<Outbox | undefined> {
  const fail = (cause: unknown): undefined => {
    const message = "Changes cannot be kept in this browser; without a connection they fail.";
    options.onUnavailable?.(new GqlError({ kind: "usage", message, cause }));
  };
  let outbox: ReturnType<typeof createOutbox> | undefined;
  try {
    const storage = await openStorage(context, fail);
    if (!storage) return undefined;
    outbox = createOutbox(context, options, storage, whenShown);
    await outbox.start();
    return outbox;
  } catch (cause) {
    outbox?.dispose();
    return fail(cause);
  }
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
  const store = await openChangeStore(names.own);
  const pages = await joinPages(names.own);
  const tab = tabName();
  return {
    store,
    page: pages.own,
    tab,
    fail,
    adopt: (which) =>
      pages.exclusive((living) => {
        const isForAll = which === "all" || living.size === 1;
        return store.adopt(
          { owner: pages.own, tab },
          (change) => !living.has(change.owner) && (isForAll || change.tab === tab),
        );
      }),
    onGone: pages.onGone,
    close: pages.leave,
  };
}
