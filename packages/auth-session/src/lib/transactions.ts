import { createHash } from "node:crypto";
import { z } from "zod";
import type { Config } from "./config.ts";
import { cookiesWithPrefix } from "./cookies.ts";
import { macOf } from "./key-ring.ts";
import { seal, unseal } from "./seal.ts";
import { SignInError } from "./sign-in-failure.ts";

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
  /** Set when the sign-in asked for authentication context classes, one of which has to be reached. */
  acrValues: z.array(z.string()).optional(),
  /** Set when the sign-in was for one organization (id or name). */
  organization: z.string().optional(),
});

/** What has to be remembered between the redirect to the provider and the way back. */
export type Transaction = z.infer<typeof transaction>;

const LIFETIME_S = 600;
const MAX_OPEN = 4;
/** All transactions together, so that with a session beside them no proxy finds the headers too large. */
const MAX_BYTES = 2600;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function unavailable(cause: unknown): never {
  throw new SignInError("unavailable", "The record of completed sign-ins does not answer.", { cause });
}

/** Sign-ins under way in browsers, and which of them were used up. */
export interface Transactions {
  /** @returns `Set-Cookie` values: the new transaction's cookie, and deletions of what is too old or too much. */
  begin(request: Request, transaction: Transaction): Promise<string[]>;
  /**
   * Uses a transaction up.
   *
   * @returns It, or null when there is none, it is too old, or it was used before.
   * @throws {SignInError} `unavailable` when nobody can say whether it was used before.
   */
  take(request: Request, state: string): Promise<Transaction | null>;
  /** @returns `Set-Cookie` value that deletes the cookie of a state. */
  discard(state: string): string;
}

/**
 * @param config The configuration.
 * @returns The transactions.
 */
export function createTransactions(config: Config): Transactions {
  const nameOf = (state: string) =>
    config.names.transaction + createHash("sha256").update(state).digest("hex").slice(0, 8);
  const remove = (name: string) => config.cookies.write(name, "", 0);
  const nowS = () => Math.floor(config.clock.now() / 1000);

  async function open(name: string, value: string): Promise<{ found: Transaction; keyId: string } | null> {
    const opened = await unseal(config.ring, name, value);
    if (!opened) return null;
    const { data: found } = transaction.safeParse(JSON.parse(decoder.decode(opened.plain)));
    return found && nowS() - found.at < LIFETIME_S ? { found, keyId: opened.keyId } : null;
  }

  /** The cookie is deleted with the first answer; a copy of it must not work either. */
  async function useUp({ found, keyId }: { found: Transaction; keyId: string }): Promise<boolean> {
    const key = await macOf(config.ring, keyId, ["transaction", found.state]);
    return key !== null && (await config.useOnce([key], (found.at + LIFETIME_S) * 1000).catch(unavailable));
  }

  return {
    async begin(request, started) {
      const cookies = cookiesWithPrefix(request.headers.get("cookie"), config.names.transaction);
      const alive: { name: string; at: number; bytes: number }[] = [];
      const deletions: string[] = [];
      for (const [name, value] of cookies) {
        const known = await open(name, value);
        if (known) alive.push({ name, at: known.found.at, bytes: name.length + value.length });
        else deletions.push(remove(name));
      }
      const name = nameOf(started.state);
      const value = await seal(config.ring, name, new Uint8Array(encoder.encode(JSON.stringify(started))));
      let bytes = name.length + value.length;
      let count = 1;
      for (const old of alive.sort((a, b) => b.at - a.at)) {
        bytes += old.bytes;
        if (++count > MAX_OPEN || bytes > MAX_BYTES) deletions.push(remove(old.name));
      }
      return [...deletions, config.cookies.write(name, value, LIFETIME_S)];
    },
    async take(request, state) {
      const name = nameOf(state);
      for (const [key, value] of cookiesWithPrefix(request.headers.get("cookie"), name)) {
        const known = key === name ? await open(name, value) : null;
        if (known?.found.state === state && (await useUp(known))) return known.found;
      }
      return null;
    },
    discard: (state) => remove(nameOf(state)),
  };
}
