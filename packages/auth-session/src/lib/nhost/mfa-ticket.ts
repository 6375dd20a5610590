import type { Config } from "../config.ts";
import { readCookies } from "../cookies.ts";
import { seal, unseal } from "../seal.ts";

/*
 * Cookie "<name>-tx-mfa": a sign-in that waits for its second factor. What is sealed in it is the service's own ticket, which
 * is good for five minutes and one attempt.
 */
const LIFETIME_S = 300;

/** Tickets of sign-ins that wait for a second factor, in the browsers they began in. */
export interface MfaTickets {
  /** @returns `Set-Cookie` value. */
  keep(ticket: string): Promise<string>;
  /** @returns The ticket a request brings, or null. */
  read(request: Request): Promise<string | null>;
  /** @returns `Set-Cookie` values that remove what a request brings. */
  forget(request: Request): string[];
}

/**
 * @param config The configuration.
 * @returns The tickets.
 */
export function createMfaTickets(config: Config): MfaTickets {
  const name = `${config.names.transaction}mfa`;
  const valuesOf = (request: Request) => readCookies(request.headers.get("cookie"), name);
  return {
    async keep(ticket) {
      const plain = new Uint8Array(new TextEncoder().encode(ticket));
      return config.cookies.write(name, await seal(config.ring, name, plain), LIFETIME_S);
    },
    async read(request) {
      for (const value of valuesOf(request)) {
        const opened = await unseal(config.ring, name, value);
        if (opened) return new TextDecoder().decode(opened.plain);
      }
      return null;
    },
    forget: (request) => (valuesOf(request).length > 0 ? [config.cookies.write(name, "", 0)] : []),
  };
}
