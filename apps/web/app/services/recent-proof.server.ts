import type { AuthRequest } from "@potluck/auth-session";

import type { Person } from "~/load-context.ts";

/** Seconds since the last proof of identity, up to which nobody is asked for another one. */
const RECENT_S = 15 * 60;

/**
 * Demands a recent proof of who the person is: for what would hurt if done by whoever finds a browser open.
 *
 * @param session The request's session.
 * @throws {Response} A redirect to the sign-in, and back to the page that asked.
 */
export function requireRecentProof(session: AuthRequest<Person>): void {
  session.requireRecent(RECENT_S);
}

/**
 * @param session The request's session, of somebody who is signed in.
 * @returns Whether {@link requireRecentProof} would let it pass.
 */
export function hasRecentProof(session: AuthRequest<Person>): boolean {
  try {
    requireRecentProof(session);
    return true;
  } catch (thrown) {
    if (thrown instanceof Response) return false;
    throw thrown;
  }
}
