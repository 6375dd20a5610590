import { useSyncExternalStore } from "react";

/** A module whose code is fetched apart from the page's. */
export interface LazyModule<Module> {
  /** Fetches the code, once; after a failure the next call tries again. */
  load: () => Promise<Module>;
  /** The module for a component to render with; undefined until it is there, and on the server. */
  use: () => Module | undefined;
}

/**
 * Keeps code out of a page's first load. Unlike `React.lazy` it survives a failed fetch: somebody who was offline
 * for a moment gets another try instead of an error page.
 *
 * @param importModule Imports the module.
 * @returns The module to be.
 */
export function lazyModule<Module>(importModule: () => Promise<Module>): LazyModule<Module> {
  let loaded: Module | undefined;
  let loading: Promise<Module> | undefined;
  const listeners = new Set<() => void>();

  async function fetchOnce(): Promise<Module> {
    try {
      loaded = await importModule();
      for (const listener of listeners) listener();
      return loaded;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  }
  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
  return {
    load: () => (loading ??= fetchOnce()),
    use: () =>
      useSyncExternalStore(
        subscribe,
        () => loaded,
        () => undefined,
      ),
  };
}
