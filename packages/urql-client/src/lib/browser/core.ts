import { Client, createRequest, type AnyVariables, type TypedDocumentNode } from "@urql/core";
import type { DocumentNode } from "graphql";
import { cacheExchange } from "@urql/exchange-graphcache";
import { createCacheConfig } from "../cache/config.ts";
import { preparePartsFor } from "../cache/on-demand.ts";
import type { Dehydrated } from "../dehydrated.ts";
import { createShortcut } from "../live/shortcut.ts";
import { createLiveExchange } from "../live/exchange.ts";
import { createFence } from "../live/fence.ts";
import { createSocketHub, type SocketHub } from "../live/hub.ts";
import { loadExecuteOnce } from "../live/load-execute-once.ts";
import { createSeeds } from "../live/seeds.ts";
import { createRequestExchange } from "../live/request-exchange.ts";
import { indexModel } from "../model/lookup.ts";
import { createMutationQueue, type MutationQueue } from "../mutations/queue.ts";
import type { DataSource, QueryStore } from "../source.ts";
import { shareAmongTabs } from "../tabs/share.ts";
import { createHttpSender } from "./http.ts";
import { createQueryStore } from "./query-store.ts";
import type { BrowserClientOptions } from "./options.ts";

/** Everything that belongs to one user in one page; a change of user replaces it as a whole. */
export interface BrowserCore extends DataSource {
  urql: Client;
  hub: SocketHub;
  mutations: MutationQueue;
  prepare(document: unknown): void;
  hydrate(state: Dehydrated | null | undefined): void;
  /** Stops everything. @param how What becomes of mutations that are kept for later, see {@link MutationQueue.clear}. */
  stop(how: "dispose" | "discard"): void;
}

/** Puts the exchanges together: gate → graphcache → lane → live → HTTP or socket. */
export function createBrowserCore(options: BrowserClientOptions, user: string): BrowserCore {
  const index = indexModel(options.model);
  const sendOverHttp = createHttpSender(options, user);
  const hub = createSocketHub({
    ...options,
    url: options.wsUrl,
    connectionParams: () => options.connectionParams?.(user),
    polling: async () => (await import("../polling/polling-connection.ts")).pollWith(sendOverHttp),
    // Who has no name has no tabs of the same name.
    connect: options.tabs === "share" && user ? shareAmongTabs(options.url, user) : undefined,
  });
  const fence = (options.mode ?? createFence)({
    index,
    user,
    newest: (row, isMixed) => live.newest(row, isMixed),
    forget: (key, isForgotten) => live.forget(key, isForgotten),
    settleKept: (kept, paint) => mutations.settleKept(kept, paint),
  });
  const seeds = createSeeds();
  const stores = new Map<number, QueryStore<never>>();
  const mutations = createMutationQueue({
    index,
    fence,
    timeoutMs: options.mutationTimeoutMs ?? 15_000,
    beforeWrite: () => shortcut.flush(),
  });
  const shortcut = createShortcut(index, mutations.isQuiet);
  const live = createLiveExchange({ hub, fence, index, seeds, shortcut, writeBelow: mutations.writeBelow });
  const isOverSocket = options.transport === "socket";
  const send = isOverSocket ? hub.execute : sendOverHttp;
  if (isOverSocket) loadExecuteOnce().catch(() => {}); // the first request tries again, and tells
  const urql = new Client({
    url: options.url,
    exchanges: [
      shortcut.exchange,
      mutations.gate,
      cacheExchange(
        createCacheConfig({
          index,
          session: { "x-hasura-user-id": user, ...options.session },
          defaults: options.defaults ?? {},
          onScreen: live.onScreen,
          given: mutations.given,
          predicted: fence.journal?.predicted,
        }),
      ),
      mutations.lane,
      live.exchange,
      createRequestExchange(send),
    ],
  });

  const { offline } = options;
  if (offline)
    mutations.connect((lane) =>
      offline({ lane, client: urql, send, index, user, url: options.url, connection: hub.connection }),
    );

  return {
    urql,
    hub,
    mutations,
    open<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): QueryStore<D> {
      const request = createRequest(document, variables);
      let store = stores.get(request.key) as QueryStore<D> | undefined;
      if (!store) {
        preparePartsFor(document as DocumentNode, variables, index);
        const created = createQueryStore<D>(
          {
            urql,
            live,
            hub,
            seeds,
            lingerMs: options.lingerMs ?? 3_000,
            onBusy: () => stores.set(request.key, created as QueryStore<never>),
            onIdle: () => stores.delete(request.key),
          },
          request,
        );
        store = created;
        stores.set(request.key, store as QueryStore<never>);
      }
      return store;
    },
    prepare: (document) => void preparePartsFor(document as DocumentNode, undefined, index),
    hydrate(state) {
      for (const key of seeds.add(state, user)) stores.get(key)?.reseed();
    },
    stop(how) {
      for (const store of stores.values()) store.stop();
      stores.clear();
      void mutations.clear(how);
      seeds.clear();
      shortcut.stop();
      fence.dispose();
      hub.dispose();
    },
  };
}
