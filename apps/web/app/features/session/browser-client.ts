import { sayUser } from "@potluck/auth-session/browser";
import { createBrowserClient, type BrowserClient } from "@potluck/urql-client/browser";
import { offlineOutbox } from "@potluck/urql-client/offline";

import { changeKeeping } from "~/features/live/change-keeping.ts";
import { hasuraModel } from "~/generated/hasura-model.ts";

import { announceSignOut, pageTokens, renewSession, watchSessionEnd } from "./page-session.ts";

let client: BrowserClient | undefined;

/**
 * The one GraphQL client of this browser page; made when the first signed-in page renders. It goes the way that the server
 * has set: through the gateway, or to the API itself with the page's token.
 *
 * @param userId Who is signed in. Somebody else's data is dropped when this changes.
 * @returns The client; undefined while the server renders.
 */
export function browserClient(userId: string): BrowserClient | undefined {
  if (typeof document === "undefined") return undefined;
  if (!client) {
    client = createBrowserClient({
      ...apiOf(window),
      model: hasuraModel,
      user: userId,
      tabs: "share",
      defaults: {
        bookings: { status: "requested", revision: 1, alternatives: () => [] },
        items: { done: false, is_private: false },
      },
      offline: offlineOutbox({
        ledger: { insert: "insert_client_mutations" },
        ephemeral: ["BeHere", "LeaveHere"],
        onUnavailable: () => changeKeeping.giveUp(),
      }),
    });
    // Before anything else happens to the page: nothing of the person before stays reachable, and no socket open.
    watchSessionEnd(() => client?.setSession(null));
  } else if (client.user !== userId) {
    client.setSession({ user: userId });
  }
  return client;
}

/** The person is signing out in this tab: the others are told, and what waits to be saved goes with the session. */
export function leaveSession(): void {
  announceSignOut();
  void client?.forgetChanges();
}

function apiOf({ directAccess, location }: Window) {
  if (directAccess) return { ...directAccess, tokens: pageTokens };
  const origin = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}`;
  return {
    url: "/graphql",
    wsUrl: `${origin}/graphql`,
    fetchOptions: (user: string) => ({ headers: sayUser(user) }),
    connectionParams: sayUser,
    onRenewRequest: renewSession,
  };
}
