import { LiveProvider } from "@potluck/urql-client/react";
import { useMatches } from "@remix-run/react";
import { useEffect, useMemo, type ReactNode } from "react";

import type { LivePageData, SignedInPageData } from "~/services/live-page.server.ts";

import { browserClient } from "./browser-client.ts";
import { keepSession, watchSessionEnd } from "./page-session.ts";
import { useBeforeEffects } from "./use-before-effects.ts";

/** Gives every page below its live data, and keeps the session of a signed-in page alive. */
export function LiveSession({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const pages = useMemo(() => matches.flatMap(({ data }) => (isSignedInPage(data) ? [data] : [])), [matches]);
  const states = useMemo(() => pages.map(({ graphql }) => graphql), [pages]);
  const page = pages.at(-1);
  const userId = page?.person?.id;
  const { expiresAt = null, renewAt = null, serverNow = 0 } = page ?? {};
  const client = userId === undefined ? undefined : browserClient(userId);

  // Before the effects of the pages inside, which may want a token.
  useBeforeEffects(() => {
    if (userId === undefined || expiresAt === null || renewAt === null) return;
    keepSession({ userId, expiresAt, renewAt, serverNow });
  }, [userId, expiresAt, renewAt, serverNow]);
  useEffect(() => {
    if (userId === undefined) return;
    return watchSessionEnd((end) => {
      if (end.type === "signed-out") location.assign("/sign-in");
      else location.reload();
    });
  }, [userId]);

  return (
    <LiveProvider client={client} state={states}>
      {children}
    </LiveProvider>
  );
}

/**
 * Whether a loader's data says whose page it is.
 *
 * @param data What a loader returned.
 * @returns Whether it is that of a signed-in page.
 */
export function isSignedInPage(data: unknown): data is SignedInPageData & Partial<LivePageData> {
  return (
    typeof data === "object" && data !== null && "person" in data && "expiresAt" in data && "renewAt" in data
  );
}
