export { earlyAnswerScript } from "./lib/browser/early-answer.ts";
export { createRenewal } from "./lib/browser/renewal.ts";
export type {
  KnownSession,
  Renewal,
  RenewalEvent,
  RenewalOptions,
  RenewalResult,
} from "./lib/browser/renewal.ts";
export { createTokenClient } from "./lib/browser/token-client.ts";
export type { AccessToken, TokenClient, TokenClientOptions } from "./lib/browser/token-client.ts";
export { sayUser } from "./lib/session-user.ts";
export { parseSignInFailure, signInFailureCodes } from "./lib/sign-in-failure.ts";
export type { SignInFailureCode } from "./lib/sign-in-failure.ts";
