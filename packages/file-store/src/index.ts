export { openStore } from "./lib/store.ts";
export type { Store } from "./lib/store.ts";
export type { Change } from "./lib/change.ts";
export { FileStoreError } from "./lib/errors.ts";
export type { FileStoreErrorCode } from "./lib/errors.ts";
