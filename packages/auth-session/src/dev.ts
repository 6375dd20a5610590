export { allowInsecureIssuer } from "./lib/insecure-issuer.ts";
export type { InsecureIssuer } from "./lib/issuer.ts";
