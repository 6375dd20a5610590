import { createRenewal, type Renewal } from "@potluck/auth-session/browser";
import { createBrowserClient, type BrowserClient } from "@potluck/urql-client/browser";

import { hasuraModel } from "~/generated/hasura-model.ts";

/** What a signed-in page knows of its session. Times are ms since the epoch, by the server's clock. */
export interface PageSession {
  userId: string;
  /** When the access token behind the session expires. */
  expiresAt: number;
  /** When to ask for a renewal. */
  renewAt: number;
  /** The server's clock when it made the page. */
  serverNow: number;
}

let client: BrowserClient | undefined;
let renewal: Renewal | undefined;

/**
 * The one GraphQL client of this browser page; made when the first signed-in page renders.
 *
 * @param userId Who is signed in. Somebody else's data is dropped when this changes.
 * @returns The client; undefined while the server renders.
 */
export function browserClient(userId: string): BrowserClient | undefined {
  if (typeof document === "undefined") return undefined;
  if (!client) {
    client = createBrowserClient({
      url: "/graphql",
      wsUrl: () => `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/graphql`,
      model: hasuraModel,
      user: userId,
      defaults: {
        bookings: { status: "requested", revision: 1, alternatives: () => [] },
        items: { done: false, is_private: false },
      },
      onRenewRequest: () => void renewal?.renew(),
    });
  } else if (client.user !== userId) {
    client.setSession({ user: userId });
  }
  return client;
}

/**
 * Keeps the session behind this page alive, and follows what other tabs do to it.
 *
 * @param session What the newest loader said of the session.
 * @returns Stops it.
 */
export function keepSessionAlive(session: PageSession): () => void {
  const mine = createRenewal({ endpoint: "/auth/renew", ...session });
  renewal = mine;
  const stop = mine.subscribe((event) => {
    if (event.type === "signed-out") {
      client?.setSession(null);
      location.assign("/sign-in");
    } else if (event.type === "user-changed") {
      client?.setSession({ user: event.userId });
      location.reload();
    }
  });
  return () => {
    stop();
    mine.dispose();
    if (renewal === mine) renewal = undefined;
  };
}

/** Tells the other tabs that this one is signing out, and stops asking for renewals: the next answer would be a refusal. */
export function announceSignOut(): void {
  renewal?.announceSignOut();
  renewal?.dispose();
}
