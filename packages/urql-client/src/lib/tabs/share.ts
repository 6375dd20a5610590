import { createConnections, type Connections, type ConnectionsOptions } from "../live/connections.ts";
import { lazyConnections } from "../live/lazy-connections.ts";

/** @returns Makes the connections of a page that shares one with the other tabs of the same user, where the browser can do that. */
export function shareAmongTabs(url: string, user: string): (options: ConnectionsOptions) => Connections {
  return (options) =>
    lazyConnections(() =>
      import("./browser-tabs.ts").then(
        ({ connectBrowserTabs }) => connectBrowserTabs(options, url, user),
        () => createConnections(options),
      ),
    );
}
