import type { AnyVariables, Client, TypedDocumentNode } from "@urql/core";
import type { Dehydrated } from "../dehydrated.ts";
import type { ConnectionState } from "../live/connection-state.ts";
import { contextOf, type MutationOptions } from "../mutations/mutation-options.ts";
import type { PendingMutation } from "../mutations/pending.ts";
import { toResult, type MutationResult } from "../mutations/result.ts";
import { createSubject, type Observable } from "../observable.ts";
import type { DataSource } from "../source.ts";
import { createBrowserCore, type BrowserCore } from "./core.ts";
import type { BrowserClientOptions } from "./options.ts";

/** GraphQL for one browser page. */
export interface BrowserClient extends DataSource {
  /** The urql client underneath, for urql's own hooks. It is another one after the user changed. */
  readonly urql: Client;
  /** Whose data it holds. */
  readonly user: string;
  /** Takes in what the server read for the page; adding a state twice does nothing, and another user's state is discarded. */
  hydrate(state: Dehydrated | null | undefined): void;
  /** Runs a mutation: painted at once, sent in order, unless the options say otherwise. Failures are values. */
  mutate<D, V extends AnyVariables>(
    document: TypedDocumentNode<D, V>,
    variables: V,
    options?: MutationOptions<D, V>,
  ): Promise<MutationResult<D>>;
  /** Loads what predicting a mutation takes, which few do: in time for the first call. `useLiveMutation` does that. */
  prepare(document: TypedDocumentNode<unknown, never>): void;
  /** Asks once, through the cache. Failures are values. */
  query<D, V extends AnyVariables>(
    document: TypedDocumentNode<D, V>,
    variables: V,
  ): Promise<MutationResult<D>>;
  /** How the page's live data is doing. */
  readonly connection: Observable<ConnectionState>;
  /** Mutations that are not settled, and failed ones until they are retried or dismissed. */
  readonly pending: Observable<readonly PendingMutation[]>;
  /** Counts the changes of user, for those who hold on to queries. */
  readonly generation: Observable<number>;
  /** Another user signed in, or nobody is: everything held for the one before is dropped, in the browser's storage too. */
  setSession(session: { user: string } | null): void;
  /** Drops the cache, everything pending and the socket; what is on screen asks anew. */
  purge(): void;
  /**
   * The user is leaving: drops mutations that are not settled, in the browser's storage too, and keeps what is on screen.
   * @returns Resolves when nothing is left.
   */
  forgetChanges(): Promise<void> | undefined;
  /** Closes the socket and stops everything. */
  dispose(): void;
}

/** Creates the one client of a page. It opens its socket with the first live query. */
export function createBrowserClient(options: BrowserClientOptions): BrowserClient {
  let user = options.user;
  let core = createBrowserCore(options, user);
  const generation = createSubject(0);
  const connection = createSubject<ConnectionState>("idle");
  const pending = createSubject<readonly PendingMutation[]>([]);
  let unlink = link(core);

  function link(next: BrowserCore): () => void {
    const sync = (): void => {
      connection.set(next.hub.connection.get());
      pending.set(next.mutations.pending.get());
    };
    sync();
    const stops = [next.hub.connection.subscribe(sync), next.mutations.pending.subscribe(sync)];
    return () => stops.forEach((stop) => stop());
  }

  function replace(nextUser: string): void {
    unlink();
    core.stop("discard");
    user = nextUser;
    core = createBrowserCore(options, user);
    unlink = link(core);
    generation.set(generation.get() + 1);
  }

  return {
    get urql() {
      return core.urql;
    },
    get hub() {
      return core.hub;
    },
    get user() {
      return user;
    },
    connection,
    pending,
    generation,
    open: (document, variables) => core.open(document, variables),
    hydrate: (state) => core.hydrate(state),
    async mutate<D, V extends AnyVariables>(
      document: TypedDocumentNode<D, V>,
      variables: V,
      options?: MutationOptions<D, V>,
    ) {
      return toResult<D>(await core.urql.mutation(document, variables, contextOf(options)).toPromise());
    },
    async query<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V) {
      return toResult<D>(await core.urql.query(document, variables).toPromise());
    },
    prepare: (document) => core.prepare(document),
    setSession(session) {
      const next = session?.user ?? "";
      if (next !== user) replace(next);
    },
    purge: () => replace(user),
    forgetChanges: () => core.mutations.clear("discard"),
    dispose() {
      unlink();
      core.stop("dispose");
    },
  };
}
