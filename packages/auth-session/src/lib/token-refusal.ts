import { errors } from "jose";
import { SignInError } from "./sign-in-failure.ts";

/**
 * @param what The token, as in "The … was refused".
 * @param cause What `jwtVerify` threw.
 * @returns Why nobody can sign in with it: `unavailable` when its key can't be had, `invalid` for everything else.
 */
export function tokenRefusal(what: string, cause: unknown): SignInError {
  if (cause instanceof errors.JWKSNoMatchingKey) {
    // Just after a change of keys this heals by itself.
    const message = `The ${what} is signed with a key that the provider does not publish.`;
    return new SignInError("unavailable", message, { cause });
  }
  if (
    !(cause instanceof errors.JOSEError) ||
    cause instanceof errors.JWKSTimeout ||
    cause.code === "ERR_JOSE_GENERIC"
  ) {
    return new SignInError("unavailable", "The provider's signing keys could not be fetched.", { cause });
  }
  return new SignInError("invalid", `The ${what} was refused: ${cause.code}.`, { cause });
}
