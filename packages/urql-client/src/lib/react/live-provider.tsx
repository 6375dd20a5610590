import { useContext, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type { BrowserClient } from "../browser/client.ts";
import type { Dehydrated } from "../dehydrated.ts";
import { LiveReactContext, type LiveContext } from "./context.ts";
import { createRenderSource } from "./render-source.ts";

/** What a loader read, or what several did. */
export type LiveState = Dehydrated | null | undefined | readonly (Dehydrated | null | undefined)[];

/** Props of {@link LiveProvider}. */
export interface LiveProviderProps {
  /** The page's client; left out on the server, and where an outer provider has one. */
  client?: BrowserClient | undefined;
  /** What the loaders read for the components inside. */
  state?: LiveState;
  children?: ReactNode;
}

const NO_CHANGES = (): (() => void) => () => {};
const ZERO = (): number => 0;

/**
 * Gives the components inside their data. On the server it reads from `state`; in the browser `client` takes `state` in before
 * anything inside renders. Providers nest: an inner one adds its state to the outer one's.
 */
export function LiveProvider({ client, state, children }: LiveProviderProps): ReactNode {
  const outer = useContext(LiveReactContext);
  const own = client ?? outer?.client;
  const generation = useSyncExternalStore(
    own ? own.generation.subscribe : NO_CHANGES,
    own ? own.generation.get : ZERO,
    ZERO,
  );
  const outerStates = outer?.states;
  const value = useMemo<LiveContext>(() => {
    const states = [state].flat() as (Dehydrated | null | undefined)[];
    // Taking a state in is idempotent, so doing it while rendering is safe, and children need it at once.
    if (own) for (const each of states) own.hydrate(each);
    const all = [...states, ...(outerStates ?? [])];
    return { source: own ?? createRenderSource(all), client: own, states: all, generation };
  }, [own, state, outerStates, generation]);
  return <LiveReactContext.Provider value={value}>{children}</LiveReactContext.Provider>;
}
