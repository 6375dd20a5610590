/**
 * Auth0's rule for rotating refresh tokens, as far as it shows from outside: every token issued from one sign-in belongs
 * to a family and gets the next counter. The latest one can be exchanged; so can the one it was made from, for as long
 * as the overlap lasts. Any other token was used before: the whole family ends.
 */
export interface RefreshFamily {
  /** Counter of the latest token. */
  counter: number;
  latest: string;
  /** The token that the latest one was made from. */
  parent?: string;
  /** When a token was first exchanged, in milliseconds; only of the latest and its parent. */
  exchangedAt: Record<string, number>;
}

/** `fresh`: never exchanged; `overlap`: exchanged before, still accepted; `reused`: ends the family. */
export type Verdict = "fresh" | "overlap" | "reused";

/**
 * @param family State so far; absent for the first token of a sign-in.
 * @param token Identifier of the token that is being issued.
 * @param parent The token that was exchanged for it, if any.
 */
export function issue(
  family: RefreshFamily | undefined,
  token: string,
  parent: string | undefined,
): RefreshFamily {
  const exchangedAt: Record<string, number> = {};
  const before = parent === undefined ? undefined : family?.exchangedAt[parent];
  if (parent !== undefined && before !== undefined) exchangedAt[parent] = before;
  return { counter: (family?.counter ?? -1) + 1, latest: token, parent, exchangedAt };
}

/**
 * @param overlapMs How long, after its first exchange, a token may be exchanged again; 0: never.
 * @param now Milliseconds.
 */
export function judge(family: RefreshFamily, token: string, overlapMs: number, now: number): Verdict {
  if (token !== family.latest && token !== family.parent) return "reused";
  const exchangedAt = family.exchangedAt[token];
  if (exchangedAt === undefined) return token === family.latest ? "fresh" : "reused";
  return now - exchangedAt < overlapMs ? "overlap" : "reused";
}

/** @returns The family after the token was exchanged; the overlap counts from the first exchange. */
export function exchange(family: RefreshFamily, token: string, now: number): RefreshFamily {
  return { ...family, exchangedAt: { [token]: now, ...family.exchangedAt } };
}
