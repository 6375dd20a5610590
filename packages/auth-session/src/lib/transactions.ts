import { createHash } from "node:crypto";
import { z } from "zod";
import type { Config } from "./config.ts";
import { cookiesWithPrefix } from "./cookies.ts";
import { seal, unseal } from "./seal.ts";

/*
 * Cookie "<name>-tx-<8 hex>": one sign-in under way. The digits come from the state, so that the callback finds its own
 * cookie and no other; the content is sealed under that very name.
 */
const transaction = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** Seconds since the epoch. */
  at: z.number(),
  /** Set when the sign-in asked for a recent proof of identity: `auth_time` may be at most that old, seconds. */
  maxAge: z.number().optional(),
  /** Set when the sign-in was for one organization; an `org_…` id is checked against the ID token. */
  organization: z.string().optional(),
});

/** What has to be remembered between the redirect to the provider and the way back. */
export type Transaction = z.infer<typeof transaction>;

const LIFETIME_S = 600;
const MAX_OPEN = 4;
const MAX_CONSUMED = 10_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Sign-ins under way in browsers, and which of them were used up. */
export interface Transactions {
  /** @returns `Set-Cookie` values: the new transaction's cookie, and deletions of what is too old or too much. */
  begin(request: Request, transaction: Transaction): Promise<string[]>;
  /** Uses a transaction up. @returns It, or null when there is none, it is too old, or it was used before. */
  take(request: Request, state: string): Promise<Transaction | null>;
  /** @returns `Set-Cookie` value that deletes the cookie of a state. */
  discard(state: string): string;
}

/**
 * @param config The configuration.
 * @returns The transactions.
 */
export function createTransactions(config: Config): Transactions {
  // The cookie is deleted with the first answer; a copy of it must not work either, while this process remembers.
  const consumed = new Map<string, number>();
  const nameOf = (state: string) =>
    config.names.transaction + createHash("sha256").update(state).digest("hex").slice(0, 8);
  const remove = (name: string) => config.cookies.write(name, "", 0);
  const nowS = () => Math.floor(config.clock.now() / 1000);

  async function open(name: string, value: string): Promise<Transaction | null> {
    const opened = await unseal(config.ring, name, value);
    if (!opened) return null;
    const parsed = transaction.safeParse(JSON.parse(decoder.decode(opened.plain)));
    return parsed.success && nowS() - parsed.data.at < LIFETIME_S ? parsed.data : null;
  }

  return {
    async begin(request, started) {
      const cookies = cookiesWithPrefix(request.headers.get("cookie"), config.names.transaction);
      const alive: { name: string; at: number }[] = [];
      const deletions: string[] = [];
      for (const [name, value] of cookies) {
        const known = await open(name, value);
        if (known) alive.push({ name, at: known.at });
        else deletions.push(remove(name));
      }
      alive.sort((a, b) => a.at - b.at);
      for (const { name } of alive.slice(0, Math.max(0, alive.length - MAX_OPEN + 1)))
        deletions.push(remove(name));
      const name = nameOf(started.state);
      const value = await seal(config.ring, name, new Uint8Array(encoder.encode(JSON.stringify(started))));
      return [...deletions, config.cookies.write(name, value, LIFETIME_S)];
    },
    async take(request, state) {
      const name = nameOf(state);
      for (const [key, value] of cookiesWithPrefix(request.headers.get("cookie"), name)) {
        const found = key === name ? await open(name, value) : null;
        if (found?.state !== state || consumed.has(state)) continue;
        for (const [old, until] of consumed) {
          if (until > nowS() && consumed.size < MAX_CONSUMED) break;
          consumed.delete(old);
        }
        consumed.set(state, nowS() + LIFETIME_S);
        return found;
      }
      return null;
    },
    discard: (state) => remove(nameOf(state)),
  };
}
