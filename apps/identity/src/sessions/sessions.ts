import type { Store } from "@potluck/file-store";
import type { Counters } from "../counters.ts";
import type { Provider } from "../oidc-provider.ts";
import { signLogoutToken, type EndedSession, type LogoutTokenParts } from "./logout-token.ts";

/** A browser's session with the tenant, as far as others need to know it. */
interface StoredSession {
  uid: string;
  accountId?: string;
  /** By client: `sid` in its ID tokens. */
  authorizations?: Record<string, { sid?: string }>;
}

/** The browsers that are signed in. */
export interface Sessions {
  /** @returns The `uid` of the session that an ID token names; undefined when it is over. */
  uidOf(sid: string): string | undefined;
  /** Ends a session and tells the application, where it wants to be told (OpenID Connect Back-Channel Logout). */
  end(uid: string): Promise<void>;
  /** @returns How many sessions of a person have ended. */
  endAllOf(sub: string): Promise<number>;
}

/** What sessions are ended with. */
export interface SessionsParts extends LogoutTokenParts {
  store: Store;
  /** The provider as it is now. */
  provider: () => Provider;
  /** Where the application takes logout tokens; absent: it takes none. */
  backchannelLogoutUrl?: URL;
  counters: Counters;
  /** Receives one line when the application could not be told. */
  report: (line: string) => void;
}

const TIMEOUT_MS = 2500;

/** Looks after the sessions that the provider keeps in the store. */
export function createSessions(parts: SessionsParts): Sessions {
  const { store, provider, counters, backchannelLogoutUrl, report } = parts;
  const all = () => store.list<StoredSession>("Session:");

  const tell = async (url: URL, ended: EndedSession) => {
    try {
      const { ok, status } = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ logout_token: await signLogoutToken(parts, ended) }),
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!ok) throw new Error(`it answered ${status}`);
      counters.logoutTokens.accepted += 1;
    } catch (error) {
      counters.logoutTokens.failed += 1;
      report(`identity: no logout token delivered to ${url.href}: ${String(error)}`);
    }
  };
  const end = async (uid: string) => {
    const session = await provider().Session.findByUid(uid);
    if (!session) return;
    await session.destroy();
    const { accountId: sub, authorizations } = session;
    if (!backchannelLogoutUrl || sub === undefined) return;
    for (const [clientId, { sid }] of Object.entries(authorizations ?? {}))
      if (sid !== undefined) await tell(backchannelLogoutUrl, { clientId, sub, sid });
  };

  return {
    uidOf: (sid) =>
      all().find(({ authorizations }) =>
        Object.values(authorizations ?? {}).some((authorization) => authorization.sid === sid),
      )?.uid,
    end,
    async endAllOf(sub) {
      const theirs = all().filter(({ accountId }) => accountId === sub);
      for (const { uid } of theirs) await end(uid);
      return theirs.length;
    },
  };
}
