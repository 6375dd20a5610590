import { LiveProvider } from "@potluck/urql-client/react";
import { useMatches } from "@remix-run/react";
import { useEffect, useMemo, type ReactNode } from "react";

import type { LivePageData } from "~/services/live-page.server.ts";

import { browserClient, keepSessionAlive } from "./browser-client.ts";

/** What every signed-in page's loader tells of the session, and live pages also of their data. */
type SignedInPageData = Omit<LivePageData, "graphql"> & Partial<Pick<LivePageData, "graphql">>;

/** Gives every page below its live data, and keeps the session of a signed-in page alive. */
export function LiveSession({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const pages = useMemo(() => matches.flatMap(({ data }) => (isSignedInPage(data) ? [data] : [])), [matches]);
  const states = useMemo(() => pages.map(({ graphql }) => graphql), [pages]);
  const page = pages.at(-1);
  const userId = page?.person?.id;
  const { expiresAt = null, renewAt = null } = page ?? {};
  const client = userId === undefined ? undefined : browserClient(userId);

  useEffect(() => {
    if (userId === undefined || expiresAt === null || renewAt === null) return;
    return keepSessionAlive({ userId, expiresAt, renewAt });
  }, [userId, expiresAt, renewAt]);

  return (
    <LiveProvider client={client} state={states}>
      {children}
    </LiveProvider>
  );
}

function isSignedInPage(data: unknown): data is SignedInPageData {
  return (
    typeof data === "object" && data !== null && "person" in data && "expiresAt" in data && "renewAt" in data
  );
}
