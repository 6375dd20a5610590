import type { SourcedToken, TokenSource } from "../token-source.ts";

/** Tokens with a short life, and an issuer that can be slow or gone. */
export interface TestTokens extends TokenSource {
  /** How long the issuer takes to answer, in ms. */
  delayMs: () => number;
  /** Whether the issuer does not answer. */
  isDown: boolean;
  /** Whether nobody is signed in. */
  isSignedOut: boolean;
  /** How many tokens were issued. */
  issued: number;
  /** Tokens that were said to be no good. */
  refused: string[];
  /** What an API knows of a token: until when it is good. */
  authenticate(authorization: string | undefined): number | undefined;
  stop(): void;
}

/** @returns Tokens that are renewed by themselves in the last third of their life, as a real source does. */
export function createTestTokens(ttlMs: number): TestTokens {
  const listeners = new Set<(token: SourcedToken) => void>();
  let held: { token: string; expiresAt: number } | undefined;
  let flight: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function issue(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, tokens.delayMs()));
    if (tokens.isDown || tokens.isSignedOut) {
      clearTimeout(timer);
      if (tokens.isDown) timer = setTimeout(() => void renew(), 200);
      return;
    }
    const expiresAt = Date.now() + ttlMs;
    held = { token: `${++tokens.issued} until ${expiresAt}`, expiresAt };
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), (ttlMs * 2) / 3);
    for (const listener of listeners) listener(held);
  }
  function renew(): Promise<void> {
    flight ??= issue().finally(() => (flight = undefined));
    return flight;
  }

  const tokens: TestTokens = {
    delayMs: () => 5,
    isDown: false,
    isSignedOut: false,
    issued: 0,
    refused: [],
    async get(minValidS = 0) {
      if (held && held.expiresAt - Date.now() > minValidS * 1000 && !tokens.refused.includes(held.token))
        return held;
      await renew();
      if (tokens.isSignedOut) return null;
      if (held && held.expiresAt > Date.now()) return held;
      throw new Error("There is no token.");
    },
    refuse(token) {
      tokens.refused.push(token);
      if (held?.token === token) void renew();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    authenticate(authorization) {
      const goodUntil = Number(authorization?.split(" until ")[1]);
      return goodUntil > Date.now() ? goodUntil : undefined;
    },
    stop: () => clearTimeout(timer),
  };
  return tokens;
}
