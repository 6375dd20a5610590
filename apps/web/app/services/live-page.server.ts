import { createServerClient, type Dehydrated, type ServerClient } from "@potluck/urql-client/server";
import type { AnyVariables, TypedDocumentNode } from "@urql/core";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";

import type { Person } from "~/load-context.ts";

/** What every signed-in page tells the browser: whose it is, and when to ask for a fresh token. Times are ms since the epoch. */
export interface SignedInPageData {
  person: Person;
  /** When the access token expires. */
  expiresAt: number | null;
  /** When the browser should ask for a renewal. */
  renewAt: number | null;
  /** This server's clock, by which the other times are meant. */
  serverNow: number;
}

/** What a live page tells the browser besides: its data. */
export interface LivePageData extends SignedInPageData {
  graphql: Dehydrated;
  /** The document's title, where it depends on the data. */
  title: string | undefined;
}

type RouteArgs = Pick<LoaderFunctionArgs, "context" | "request">;

/**
 * Runs the query of a signed-in live page before it renders. The page's component reads the same query with
 * `useLiveQuery`: on the server and while hydrating it finds the data of this call, afterwards it is live.
 *
 * @param args The loader's arguments.
 * @param document The page's query.
 * @param variables Its variables.
 * @param options `notFound`: whether the answer means that there is no such page for this person. `title`: the document's
 *   title, for the route's `meta`.
 * @returns The loader data of the page.
 * @throws {Response} A redirect to the sign-in page for somebody who is not signed in, 404 when `notFound` says so, 503
 *   while neither a token nor the API can be had.
 */
export async function livePage<Data, Variables extends AnyVariables>(
  args: RouteArgs,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: { notFound?: (data: Data) => boolean; title?: (data: Data) => string | undefined } = {},
): Promise<LivePageData> {
  const { client, page } = await signedInClient(args);
  const data = await client.query(document, variables);
  if (options.notFound?.(data)) throw new Response("Not found", { status: 404 });
  return { ...page, graphql: client.dehydrate(), title: options.title?.(data) };
}

/**
 * Gives actions and loaders GraphQL as the signed-in person.
 *
 * @param args The arguments of the loader or action.
 * @returns The person, a client that carries the person's own token, and what a page's loader has to return.
 * @throws {Response} As {@link livePage}, for somebody who is not signed in.
 */
export async function signedInClient({ context, request }: RouteArgs): Promise<{
  person: Person;
  client: ServerClient;
  page: SignedInPageData;
}> {
  const session = await context.openSession();
  const person = session.requireUser();
  const token = session.accessToken();
  const client = createServerClient({
    url: context.graphqlUrl,
    user: person.id,
    headers: () => ({ authorization: `Bearer ${token.reveal()}` }),
    signal: request.signal,
  });
  const { expiresAt, renewAt } = session;
  return { person, client, page: { person, expiresAt, renewAt, serverNow: Date.now() } };
}

/**
 * Gives a loader GraphQL as nobody in particular (role `anonymous`).
 *
 * @param args The arguments of the loader.
 * @returns A client without a token.
 */
export function anonymousClient({ context, request }: RouteArgs): ServerClient {
  return createServerClient({ url: context.graphqlUrl, signal: request.signal });
}
