/** React on top of both clients: the same hooks render on the server, hydrate and go live. */
export { LiveProvider } from "./lib/react/live-provider.tsx";
export type { LiveProviderProps, LiveState } from "./lib/react/live-provider.tsx";
export { useLiveQuery } from "./lib/react/use-live-query.ts";
export type { LiveQueryHookOptions, LiveQueryResult } from "./lib/react/use-live-query.ts";
export { useLiveWindow } from "./lib/react/use-live-window.ts";
export type { LiveWindow, WindowVariables } from "./lib/react/use-live-window.ts";
export { useLiveStream } from "./lib/react/use-live-stream.ts";
export { useLiveMutation } from "./lib/react/use-live-mutation.ts";
export type { MutationState } from "./lib/react/use-live-mutation.ts";
export { usePresence } from "./lib/react/use-presence.ts";
export type { PresenceOptions } from "./lib/react/use-presence.ts";
export { useConnection, usePendingMutations } from "./lib/react/use-client-state.ts";
export type { QueryStatus, StreamOptions, StreamSnapshot } from "./lib/source.ts";
