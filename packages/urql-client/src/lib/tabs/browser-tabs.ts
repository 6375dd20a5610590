import { createConnections, type Connections, type ConnectionsOptions } from "../live/connections.ts";
import { createTabConnections } from "./tab-connections.ts";
import { browserTabHost } from "./tab-host.ts";

/** @returns Connections shared with the tabs of the same user at the same API, or the page's own where the browser can't do that. */
export function connectBrowserTabs(options: ConnectionsOptions, url: string, user: string): Connections {
  // Absent on insecure origins and in old browsers, whatever the type says.
  const { locks } = navigator as Partial<Navigator>;
  if (!locks || typeof BroadcastChannel === "undefined") return createConnections(options);
  // Tabs share by origin, version of what they say to each other, API and user.
  return createTabConnections(options, JSON.stringify(["urql-client", 1, url, user]), browserTabHost());
}
