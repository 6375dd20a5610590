export { createNhostSession } from "./lib/nhost/nhost-session.ts";
export type { NhostOptions, NhostSessionOptions } from "./lib/nhost/nhost-options.ts";
