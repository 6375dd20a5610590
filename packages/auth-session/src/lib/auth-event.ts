import type { Leak } from "./leaks/leak-error.ts";

/** Something worth a line in the log. Events never carry a token, a cookie or a secret. */
export type AuthEvent =
  | { type: "signed-in"; userId: string; refreshable: boolean; cookieBytes: number }
  | { type: "sign-in-failed"; code: string; reason: string }
  | { type: "refreshed"; userId: string; generation: number; ms: number }
  | { type: "refresh-failed"; userId: string; kind: "transient" | "terminal"; reason: string; ms: number }
  | { type: "discovery-failed"; reason: string }
  | ({ type: "leak"; action: "throw" | "block" | "log" } & Leak)
  /** `recorded`: the store knows of it. */
  | { type: "signed-out"; userId: string; revoked: boolean; everywhere: boolean; recorded: boolean }
  | { type: "ended-by-provider"; of: "provider-session" | "user" }
  /** The shared store did not answer: who asked was told to come back later. */
  | { type: "store-failed"; operation: string; reason: string }
  /** Endings are heard again, and whatever is held is asked for; or they are not, until then. */
  | { type: "store-listener"; state: "listening" | "lost"; reason: string | null }
  | { type: "store-migrated"; from: number; to: number }
  | { type: "request-refused"; endpoint: string; reason: string }
  | { type: "socket-opened"; userId: string; sockets: number }
  | { type: "socket-closed"; userId: string; code: number; reason: string }
  | { type: "upstream-swapped"; userId: string; operations: number; ms: number }
  | { type: "upstream-lost"; userId: string; code: number };

/** Receives events; must not throw. */
export type AuthLog = (event: AuthEvent) => void;
