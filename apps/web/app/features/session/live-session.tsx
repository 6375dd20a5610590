import { LiveProvider } from "@potluck/urql-client/react";
import { useMatches } from "@remix-run/react";
import { useEffect, useMemo, type ReactNode } from "react";

import type { LivePageData, SignedInPageData } from "~/services/live-page.server.ts";

import { browserClient, keepSessionAlive } from "./browser-client.ts";

/** Gives every page below its live data, and keeps the session of a signed-in page alive. */
export function LiveSession({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const pages = useMemo(() => matches.flatMap(({ data }) => (isSignedInPage(data) ? [data] : [])), [matches]);
  const states = useMemo(() => pages.map(({ graphql }) => graphql), [pages]);
  const page = pages.at(-1);
  const userId = page?.person?.id;
  const { expiresAt = null, renewAt = null, serverNow = 0 } = page ?? {};
  const client = userId === undefined ? undefined : browserClient(userId);

  useEffect(() => {
    if (userId === undefined || expiresAt === null || renewAt === null) return;
    return keepSessionAlive({ userId, expiresAt, renewAt, serverNow });
  }, [userId, expiresAt, renewAt, serverNow]);

  return (
    <LiveProvider client={client} state={states}>
      {children}
    </LiveProvider>
  );
}

function isSignedInPage(data: unknown): data is SignedInPageData & Partial<LivePageData> {
  return (
    typeof data === "object" && data !== null && "person" in data && "expiresAt" in data && "renewAt" in data
  );
}
