import type { Config } from "./config.ts";
import type { EndedSessions } from "./ended-sessions.ts";
import type { Provider } from "./provider.ts";
import type { Refresher } from "./refresher.ts";
import { sessionTimes } from "./session-cookie.ts";
import type { SealedSession } from "./session-record.ts";

/** What ending a session needs. */
export interface EndParts {
  config: Config;
  provider: Provider;
  ended: EndedSessions;
  refresher: Refresher;
}

/**
 * Ends a session on the server: records it, closes its sockets, and revokes its refresh token at the provider as far as
 * that answers.
 *
 * @param parts Configuration, provider and stores.
 * @param session The session, of whatever generation.
 * @returns Whether the store recorded it, and whether the provider confirmed the revocation.
 */
export async function endSession(
  parts: EndParts,
  session: SealedSession,
): Promise<{ recorded: boolean; revoked: boolean }> {
  const { config, provider, ended, refresher } = parts;
  // First the record, then the revocation: a refresh that is under way finds out when it lands.
  const recorded = await ended.end({ kind: "session", id: session.record.sid }, "later");
  const newest = (await refresher.successor(session).catch(() => null)) ?? session;
  const token = newest.record.refreshToken;
  const isOver = config.clock.now() >= sessionTimes(config, newest.record).endsAt;
  const revoked = token !== null && !isOver && (await provider.revoke(token));
  return { recorded, revoked };
}
