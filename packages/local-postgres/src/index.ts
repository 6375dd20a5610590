export { findPostgresUrl } from "./lib/find-url.ts";
export { startPostgres, stopPostgres } from "./lib/persistent.ts";
export type { StartPostgresOptions } from "./lib/persistent.ts";
export { startScratchPostgres } from "./lib/scratch.ts";
export type { StartScratchPostgresOptions } from "./lib/scratch.ts";
export type { LocalPostgres } from "./lib/local-postgres.ts";
export { LocalPostgresError } from "./lib/errors.ts";
export type { LocalPostgresErrorCode } from "./lib/errors.ts";
