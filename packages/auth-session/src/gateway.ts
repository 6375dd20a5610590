export { createGateway } from "./lib/gateway/gateway.ts";
export type { Gateway, GatewayOptions } from "./lib/gateway/gateway.ts";
export type { GatewayLimits } from "./lib/gateway/limits.ts";
