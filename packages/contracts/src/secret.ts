/** A text that must not be shown, for whoever holds one: servers, sessions, functions. */
export { Secret } from "./lib/secret.ts";
