export { createRenewal } from "./lib/browser/renewal.ts";
export type { Renewal, RenewalEvent, RenewalOptions } from "./lib/browser/renewal.ts";
