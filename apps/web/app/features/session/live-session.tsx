import { LiveProvider } from "@potluck/urql-client/react";
import { useMatches } from "@remix-run/react";
import { useEffect, useMemo, type ReactNode } from "react";

import type { LivePageData } from "~/services/live-page.server.ts";

import { browserClient, keepSessionAlive } from "./browser-client.ts";

/** Gives every page below its live data, and keeps the session of a signed-in page alive. */
export function LiveSession({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const pages = useMemo(() => matches.flatMap(({ data }) => (isLivePage(data) ? [data] : [])), [matches]);
  const page = pages.at(-1);
  const userId = page?.person.id;
  const { expiresAt = null, renewAt = null } = page ?? {};
  const client = userId === undefined ? undefined : browserClient(userId);
  const states = useMemo(() => pages.map(({ graphql }) => graphql), [pages]);

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

function isLivePage(data: unknown): data is LivePageData {
  return typeof data === "object" && data !== null && "graphql" in data && "person" in data;
}
