import { createConnections, type Connections, type ConnectionsOptions } from "../live/connections.ts";
import { createLeader } from "./leader.ts";
import { joinTabs } from "./tab.ts";
import type { TabHost } from "./tab-host.ts";

/**
 * The connections of a page that shares one with the other tabs of its user. One tab leads: it holds the connection to the API, with its own
 * token, and passes on what the others ask and are answered. To the page each spell of a leader is one connection: when the
 * leader goes, everything is asked again of the next.
 *
 * @param options Of the page's own connections, which this tab opens when it leads.
 * @param name Tabs that give the same name share; it has to tell users and APIs apart.
 */
export function createTabConnections(options: ConnectionsOptions, name: string, host: TabHost): Connections {
  const tab = joinTabs({ name, host, timing: options.timing, lead: (tell) => createLeader(options, tell) });
  const connections = createConnections({
    ...options,
    // The leader's affairs.
    tokens: undefined,
    onRenewRequest: undefined,
    polling: undefined,
    open: (_options, listener) => tab.connect(listener),
  });
  return {
    ...connections,
    dispose() {
      connections.dispose();
      tab.leave();
    },
  };
}
