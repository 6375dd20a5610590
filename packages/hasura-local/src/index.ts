export { createHasuraLocal } from "./lib/server/start.ts";
export type { HasuraLocal, HasuraLocalOptions } from "./lib/server/start.ts";
export { StartupError } from "./lib/config/startup-error.ts";
export type { StartupErrorCode } from "./lib/config/startup-error.ts";
export { InconsistentMetadataError } from "./lib/errors.ts";
export type { SeedChoice } from "./lib/seeds/apply-seeds.ts";
