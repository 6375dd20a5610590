import type { Context } from "../http/middleware.ts";
import type { Account } from "../people/account.ts";
import type { Accounts } from "../people/accounts.ts";
import { connectionOf } from "../people/connections.ts";

/**
 * A person's session with the company behind a connection, kept in the browser. It outlives the tenant's own: who signs out and in
 * again comes back without being asked, unless the sign-out was federated.
 */
const COOKIE = "identity_upstream";
const OPTIONS = { signed: true, httpOnly: true, sameSite: "lax" } as const;

/** @returns Who is signed in upstream. */
export function upstreamPerson(ctx: Context, accounts: Accounts): Account | undefined {
  return accounts.find(ctx.cookies.get(COOKIE, OPTIONS) ?? "");
}

/** Remembers who signed in, where somebody else than the tenant has checked it. */
export function rememberUpstream(ctx: Context, { sub }: Account): void {
  if (connectionOf(sub).company !== undefined) ctx.cookies.set(COOKIE, sub, OPTIONS);
}

/** Signs the person out upstream too. */
export function forgetUpstream(ctx: Context): void {
  ctx.cookies.set(COOKIE, null, OPTIONS);
}
