import { createConnections, type Connections, type ConnectionsOptions } from "../live/connections.ts";
import { lazyConnections } from "../live/lazy-connections.ts";

/**
 * @param name Tabs that give the same name share a connection.
 * @returns Makes a page's connections; undefined where the browser can't do that.
 */
export function shareAmongTabs(name: string): ((options: ConnectionsOptions) => Connections) | undefined {
  // Absent on insecure origins and in old browsers, whatever the type says.
  const { locks } = globalThis.navigator as Partial<Navigator>;
  if (!locks || typeof BroadcastChannel === "undefined") return undefined;
  return (options) =>
    lazyConnections(() =>
      Promise.all([import("./tab-connections.ts"), import("./tab-host.ts")]).then(
        ([{ createTabConnections }, { browserTabHost }]) =>
          createTabConnections(options, name, browserTabHost()),
        () => createConnections(options),
      ),
    );
}
