import { earlyAnswerScript } from "@potluck/auth-session/browser";

import type { ApiAccess } from "~/services/api-access.ts";

declare global {
  interface Window {
    /** How this page reaches the API, where that is not the gateway. */
    directAccess?: { url: string; wsUrl: string };
  }
}

/** Where the page's session is renewed, and where its token comes from in direct mode. */
export const sessionEndpoints = { gateway: "/auth/renew", direct: "/auth/token" } as const;

/** What a page needs of the session before its scripts are there. */
export type SessionNeed =
  /** Nothing: it is the same for everybody, and shows nobody's data. */
  | "none"
  /** Only a token: the server knew whose page it is. */
  | "token"
  /** Everything: the page is the same for everybody, and finds out in the browser who looks at it. */
  | "person";

/**
 * The source of the inline script with which a page prepares for its session: it says how to reach the API, and asks for what the
 * page's scripts will want first while they are still on their way.
 *
 * @param access The server's setting; undefined in the browser, which has run it by then.
 * @param need What the page needs.
 * @returns The script, the same for every visitor.
 */
export function sessionScript(access: ApiAccess | undefined, need: SessionNeed): string {
  if (!access) return "";
  const { mode } = access;
  const address = mode === "direct" ? JSON.stringify({ url: access.url, wsUrl: access.wsUrl }) : null;
  return [
    address ? `window.directAccess=${address.replaceAll("<", "\\u003c")};` : "",
    need === "person" || (need === "token" && mode === "direct")
      ? earlyAnswerScript(sessionEndpoints[mode])
      : "",
  ].join("");
}
