export { createRenewal } from "./lib/browser/renewal.ts";
export type { Renewal, RenewalEvent, RenewalOptions, RenewalResult } from "./lib/browser/renewal.ts";
export { parseSignInFailure, signInFailureCodes } from "./lib/sign-in-failure.ts";
export type { SignInFailureCode } from "./lib/sign-in-failure.ts";
