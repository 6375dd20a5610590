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
  // First the record, then the revocation: a refresh that is under way finds out when it lands.
  const recorded = await record(parts, session);
  return { recorded, revoked: await revoke(parts, await newestOf(parts, session)) };
}

/**
 * Ends a session that another one is about to replace in the same browser. Its sockets are closed last, and without waiting for the
 * provider: until the browser has its new cookie, the tabs that they belong to would be told that nobody is signed in.
 *
 * @param parts Configuration, provider and stores.
 * @param session The session, of whatever generation.
 */
export async function endReplacedSession(parts: EndParts, session: SealedSession): Promise<void> {
  const newest = await newestOf(parts, session);
  await revoke(parts, newest);
  await record(parts, session);
  // A refresh that was under way may have landed in between; from now on it finds out by itself. Nobody waits for this.
  void newestOf(parts, newest).then((later) => later !== newest && revoke(parts, later));
}

const record = ({ ended }: EndParts, session: SealedSession): Promise<boolean> =>
  ended.end({ kind: "session", id: session.record.sid }, "later");

async function newestOf({ refresher }: EndParts, session: SealedSession): Promise<SealedSession> {
  return (await refresher.successor(session).catch(() => null)) ?? session;
}

async function revoke({ config, provider }: EndParts, { record: newest }: SealedSession): Promise<boolean> {
  const isOver = config.clock.now() >= sessionTimes(config, newest).endsAt;
  return newest.refreshToken !== null && !isOver && provider.revoke(newest.refreshToken);
}
