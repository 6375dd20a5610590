import type { Connections } from "./connections.ts";

/**
 * Connections whose code is loaded when one is needed first.
 *
 * @param load Called once.
 * @returns The connections, for use at once.
 */
export function lazyConnections(load: () => Promise<Connections>): Connections {
  let loading: Promise<Connections> | undefined;
  let loaded: Connections | undefined;
  return {
    whenConnected(use, refuse) {
      if (loaded) return loaded.whenConnected(use, refuse);
      let stop: (() => void) | undefined;
      let isStopped = false;
      loading ??= load().then((connections) => (loaded = connections));
      void loading.then((connections) => {
        if (!isStopped) stop = connections.whenConnected(use, refuse);
      });
      return () => {
        isStopped = true;
        stop?.();
      };
    },
    refuseToken: (connection, code) => loaded?.refuseToken(connection, code),
    terminate: () => loaded?.terminate(),
    dispose() {
      void loading?.then((connections) => connections.dispose());
    },
  };
}
