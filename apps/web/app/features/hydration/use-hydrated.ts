import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * Whether the page's scripts run. Native controls that would do the wrong thing before then wait for it.
 *
 * @returns False on the server and while hydrating, true afterwards.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
