export { createSecrets } from "./lib/secrets.ts";
export type { SystemSecrets } from "./lib/secrets.ts";
export { describeServices, serviceNames } from "./lib/services.ts";
export type { Service, ServiceName, SystemOptions } from "./lib/services.ts";
export { waitForHealth } from "./lib/health.ts";
export { endService, spawnService } from "./lib/spawn-service.ts";
