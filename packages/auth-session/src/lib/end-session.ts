import type { Config } from "./config.ts";
import type { Refresher } from "./refresher.ts";
import { sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";
import type { SessionStore } from "./session-store.ts";
import type { TokenEndpoint } from "./token-endpoint.ts";

/** What ending a session needs. */
export interface EndParts {
  config: Config;
  endpoint: TokenEndpoint;
  sessions: SessionStore;
  refresher: Refresher;
}

/**
 * Ends a session on the server: records it, closes its sockets, and revokes its refresh token at the provider as far as
 * that answers.
 *
 * @param parts Configuration, provider and stores.
 * @param session The session, of whatever generation.
 * @returns Whether the provider confirmed the revocation.
 */
export async function endSession(parts: EndParts, session: SealedSession): Promise<boolean> {
  const { config, endpoint, sessions, refresher } = parts;
  const { sid, userId, createdAt } = session.record;
  // First the record, then the revocation: a refresh that is under way finds out when it lands.
  await sessions.end(sid, userId, (createdAt + config.absoluteS) * 1000);
  const newest = (await refresher.successor(session).catch(() => null)) ?? session;
  const token = newest.record.refreshToken;
  const isOver = config.clock.now() >= sessionTimes(config, newest.record).endsAt;
  return token !== null && !isOver && endpoint.revoke(token);
}
