/** Mutations that wait for the connection, survive a reload and happen once. Load it with `import()`. */
export { offlineOutbox } from "./lib/offline/offline-outbox.ts";
export type { OutboxFactory } from "./lib/offline/offline-outbox.ts";
export type { OfflineOptions } from "./lib/offline/options.ts";
export type { LedgerOptions } from "./lib/offline/ledger.ts";
