export { createScratchDatabase } from "./lib/scratch-database.ts";
export type { ScratchDatabase, ScratchDatabaseOptions } from "./lib/scratch-database.ts";
export { freePort } from "./lib/free-port.ts";
export { createIdentityControls } from "./lib/identity-controls.ts";
export type {
  IdentityControls,
  IdentityCounters,
  IdentityFaults,
  IdentityState,
} from "./lib/identity-controls.ts";
export { startSystem } from "./lib/system.ts";
export type { StartSystemOptions, System, SystemPart } from "./lib/system.ts";
