import type { Leak } from "./leaks/leak-error.ts";

/** Something worth a line in the log. Events never carry a token, a cookie or a secret. */
export type AuthEvent =
  | { type: "signed-in"; userId: string; refreshable: boolean; cookieBytes: number }
  | { type: "sign-in-failed"; code: string; reason: string }
  | { type: "refreshed"; userId: string; generation: number; ms: number }
  | { type: "refresh-failed"; userId: string; kind: "transient" | "terminal"; reason: string; ms: number }
  | { type: "discovery-failed"; reason: string }
  | { type: "signed-out"; userId: string; revoked: boolean }
  | ({ type: "leak"; action: "throw" | "block" | "log" } & Leak)
  | { type: "request-refused"; endpoint: string; reason: string }
  | { type: "socket-opened"; userId: string; sockets: number }
  | { type: "socket-closed"; userId: string; code: number; reason: string }
  | { type: "upstream-swapped"; userId: string; operations: number; ms: number }
  | { type: "upstream-lost"; userId: string; code: number };

/** Receives events; must not throw. */
export type AuthLog = (event: AuthEvent) => void;
