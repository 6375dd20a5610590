import { useEffect, useSyncExternalStore } from "react";

import { keepSession, pageSession, type SessionState, watchSessionEnd } from "./page-session.ts";
import { useBeforeEffects } from "./use-before-effects.ts";

/**
 * For pages in client mode, which are the same bytes for everybody: finds out in the browser who looks at the page, and keeps that
 * session alive. When it ends, or becomes somebody else's, the page is loaded anew, so that nothing of it stays.
 *
 * @returns What is known by now; `asking` on the server and while hydrating.
 */
export function usePageSession(): SessionState {
  useBeforeEffects(() => keepSession(), []);
  useEffect(() => watchSessionEnd(() => location.reload()), []);
  return useSyncExternalStore(pageSession.subscribe, pageSession.get, pageSession.getInitial);
}
