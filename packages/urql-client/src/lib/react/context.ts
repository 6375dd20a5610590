import { createContext, useContext } from "react";
import type { BrowserClient } from "../browser/client.ts";
import type { Dehydrated } from "../dehydrated.ts";
import { GqlError } from "../error.ts";
import type { DataSource } from "../source.ts";

/** What {@link LiveProvider} hands down. */
export interface LiveContext {
  source: DataSource;
  /** Absent while the server renders. */
  client: BrowserClient | undefined;
  states: readonly (Dehydrated | null | undefined)[];
  /** Changes when the user does: queries are opened anew. */
  generation: number;
}

/** The context of {@link LiveProvider}. */
export const LiveReactContext = createContext<LiveContext | null>(null);

/**
 * @returns What the nearest `LiveProvider` handed down.
 * @throws {@link GqlError} when there is none.
 */
export function useLiveContext(): LiveContext {
  const context = useContext(LiveReactContext);
  if (!context) {
    throw new GqlError({
      kind: "usage",
      message: "There is no LiveProvider above this component; render one around it.",
    });
  }
  return context;
}
