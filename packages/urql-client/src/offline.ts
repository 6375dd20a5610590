/** Mutations that wait for the connection, survive a reload and happen once. */
export { offlineOutbox } from "./lib/offline/offline-outbox.ts";
export type { OfflineOptions } from "./lib/offline/options.ts";
export type { LedgerOptions } from "./lib/mutations/ledger.ts";
export type { ConnectOutbox } from "./lib/mutations/outbox.ts";
