/** GraphQL on the server: one client per incoming request, for loaders and server rendering. */
export { createServerClient } from "./lib/server/client.ts";
export type { PrefetchQuery, ServerClient, ServerClientOptions } from "./lib/server/client.ts";
export { GqlError } from "./lib/error.ts";
export type { GqlErrorCode, GqlErrorKind } from "./lib/error.ts";
export type { Dehydrated } from "./lib/dehydrated.ts";
