import {
  createRequest,
  formatDocument,
  getOperationName,
  stringifyDocument,
  type AnyVariables,
  type GraphQLRequest,
  type TypedDocumentNode,
} from "@urql/core";
import { rememberParsed, type Dehydrated } from "../dehydrated.ts";
import { GqlError, toGqlError } from "../error.ts";
import { parseAnswer, type Answer } from "./answer.ts";
import { fetchTransport, nodeTransport, type Transport } from "./transport.ts";

/** Options of {@link createServerClient}. */
export interface ServerClientOptions {
  /** Where GraphQL is answered, for example `http://127.0.0.1:8080/v1/graphql`. */
  url: string | URL;
  /** Whom this request is for; the browser discards the state when somebody else is signed in there. Absent: nobody. */
  user?: string;
  /** Headers of every call, asked for once per call: the place for a fresh access token. */
  headers?: () => HeadersInit | Promise<HeadersInit>;
  /** A `fetch` to use instead of kept-alive `node:http`. */
  fetch?: typeof globalThis.fetch;
  /** Ends the calls when the visitor leaves: pass `request.signal`. */
  signal?: AbortSignal;
  /** Milliseconds until a call counts as failed; 10,000 if absent. */
  timeoutMs?: number;
}

/** GraphQL for one incoming request. */
export interface ServerClient {
  /**
   * Asks the API; the same document and variables ask once per client.
   * @returns The data; it is part of what {@link ServerClient.dehydrate} returns.
   * @throws {@link GqlError}
   */
  query<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): Promise<D>;
  /** Like {@link ServerClient.query}, with a failure as a value. */
  tryQuery<D, V extends AnyVariables>(
    document: TypedDocumentNode<D, V>,
    variables: V,
  ): Promise<{ ok: true; data: D } | { ok: false; error: GqlError }>;
  /**
   * Runs a mutation.
   * @returns Its data.
   * @throws {@link GqlError}
   */
  mutate<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): Promise<D>;
  /**
   * Asks several queries side by side.
   * @throws {@link GqlError} of the first that fails.
   */
  prefetch(...queries: readonly PrefetchQuery[]): Promise<void>;
  /**
   * Asks a query that the page does not wait for. Return the promise from the loader beside the page's state, and render what needs it
   * inside `<Await>` and a `LiveProvider` of its own.
   * @returns A state with this answer alone. Rejects with a {@link GqlError}, which nobody has to catch when the loader ends otherwise.
   */
  defer<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V): Promise<Dehydrated>;
  /** @returns Every answer so far but those of {@link ServerClient.defer}, for the page and its browser client. */
  dehydrate(): Dehydrated;
}

/** A document with its variables. */
// oxlint-disable-next-line typescript/no-explicit-any -- documents are contravariant in their variables
export type PrefetchQuery = readonly [TypedDocumentNode<any, any>, AnyVariables?];

/**
 * Creates the GraphQL client of one incoming request. It holds nothing but this request's answers: no cache is shared between
 * visitors. It speaks POST only and never opens a socket.
 */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const url = new URL(options.url);
  const transport: Transport = options.fetch ? fetchTransport(options.fetch) : nodeTransport;
  const pending = new Map<number, Promise<Answer>>();
  const begin = (): Dehydrated => ({ v: 1, user: options.user ?? "", at: Date.now(), ops: {} });
  const state = begin();

  async function send(request: GraphQLRequest, repeatable: boolean): Promise<Answer> {
    const headers = new Headers(await options.headers?.());
    headers.set("content-type", "application/json");
    headers.set("accept", "application/json");
    const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      return parseAnswer(await transport({ url, headers, body: toBody(request), signal, repeatable }));
    } catch (error) {
      if (options.signal?.aborted) {
        throw new GqlError({
          kind: "network",
          message: "The visitor left before the API answered.",
          cause: error,
        });
      }
      throw toGqlError(timeout.aborted ? timeout.reason : error);
    }
  }

  function ask(request: GraphQLRequest): Promise<Answer> {
    const known = pending.get(request.key);
    if (known) return known;
    const answer = send(request, true).then((result) => {
      note(state, request, result);
      return result;
    });
    pending.set(request.key, answer);
    return answer;
  }

  async function askApart(request: GraphQLRequest): Promise<Dehydrated> {
    const apart = begin();
    return note(apart, request, await (pending.get(request.key) ?? send(request, true)));
  }

  const client: ServerClient = {
    async query<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V) {
      return (await ask(createRequest(document, variables))).data as D;
    },
    async tryQuery(document, variables) {
      try {
        return { ok: true, data: await client.query(document, variables) };
      } catch (error) {
        return { ok: false, error: toGqlError(error) };
      }
    },
    async mutate<D, V extends AnyVariables>(document: TypedDocumentNode<D, V>, variables: V) {
      return (await send(createRequest(document, variables), false)).data as D;
    },
    async prefetch(...queries) {
      await Promise.all(
        queries.map(([document, variables]) => ask(createRequest(document, variables ?? {}))),
      );
    },
    defer(document, variables) {
      const answer = askApart(createRequest(document, variables));
      // Who waits for it is told all the same.
      answer.catch(() => {});
      return answer;
    },
    dehydrate: () => state,
  };
  return client;
}

function note(state: Dehydrated, { key }: GraphQLRequest, { text, data }: Answer): Dehydrated {
  const op = { d: text };
  rememberParsed(op, data);
  state.ops[key] = op;
  return state;
}

const bodies = new WeakMap<object, { query: string; operationName: string | undefined }>();

// With __typename in every selection, since the browser's cache normalises by it; printed once per document.
function toBody(request: GraphQLRequest): string {
  let document = bodies.get(request.query);
  if (!document) {
    const formatted = formatDocument(request.query as TypedDocumentNode);
    document = { query: stringifyDocument(formatted), operationName: getOperationName(formatted) };
    bodies.set(request.query, document);
  }
  return JSON.stringify({ ...document, variables: request.variables });
}
