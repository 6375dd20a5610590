import { useMatches } from "@remix-run/react";

import { useApiAccess } from "~/services/api-access.ts";

import { isSignedInPage } from "./live-session.tsx";
import { sessionScript } from "./session-script.ts";

/** What a route says about itself with `export const handle`. */
export interface SessionHandle {
  /** Finds out in the browser who looks at it (`usePageSession`). */
  clientMode?: boolean;
}

/**
 * The source of the inline script that the page needs for its session. It belongs into the head.
 *
 * @returns The script; empty in the browser.
 */
export function useSessionScript(): string {
  const access = useApiAccess();
  const matches = useMatches();
  if (matches.some(({ handle }) => (handle as SessionHandle | undefined)?.clientMode === true)) {
    return sessionScript(access, "person");
  }
  return sessionScript(access, matches.some(({ data }) => isSignedInPage(data)) ? "token" : "none");
}
