import type { KoaContextWithOIDC } from "oidc-provider";

/** A request and its answer; `oidc` is there only on the provider's own routes. */
export type Context = KoaContextWithOIDC;

/** A layer in front of the provider's routes. */
export type Middleware = (ctx: Context, next: () => Promise<unknown>) => Promise<unknown>;
