/** GraphQL in the browser: a normalised cache that is hydrated, optimistic and live. */
export { createBrowserClient } from "./lib/browser/client.ts";
export type { BrowserClient } from "./lib/browser/client.ts";
export { openStream } from "./lib/browser/stream-store.ts";
export type { BrowserClientOptions } from "./lib/browser/options.ts";
export type { ConnectionState } from "./lib/live/connection-state.ts";
export type { RenewRequest, SocketTiming } from "./lib/live/hub.ts";
export type { PendingMutation } from "./lib/mutations/pending.ts";
export type { MutationOptions } from "./lib/mutations/mutation-options.ts";
export type { MutationResult } from "./lib/mutations/result.ts";
export { GqlError } from "./lib/error.ts";
export type { GqlErrorCode, GqlErrorKind } from "./lib/error.ts";
export type { Dehydrated } from "./lib/dehydrated.ts";
export type { SourcedToken, TokenSource } from "./lib/token-source.ts";
export type { HasuraModel } from "./lib/model/types.ts";
