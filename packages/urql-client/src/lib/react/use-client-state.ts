import { useSyncExternalStore } from "react";
import type { ConnectionState } from "../live/connection-state.ts";
import type { PendingMutation } from "../mutations/pending.ts";
import type { Observable } from "../observable.ts";
import { useLiveContext } from "./context.ts";

const NOTHING: readonly PendingMutation[] = [];
const nothing = (): readonly PendingMutation[] => NOTHING;
const idle = (): ConnectionState => "idle";
const never = (): (() => void) => () => {};

/** @returns Mutations that are on their way, and failed ones with `retry()` and `dismiss()`. */
export function usePendingMutations(): readonly PendingMutation[] {
  return useObservable(useLiveContext().client?.pending, nothing);
}

/** @returns How the page's live data is doing; `idle` on the server and while hydrating. */
export function useConnection(): ConnectionState {
  return useObservable(useLiveContext().client?.connection, idle);
}

function useObservable<T>(observable: Observable<T> | undefined, onServer: () => T): T {
  return useSyncExternalStore(observable?.subscribe ?? never, observable?.get ?? onServer, onServer);
}
