import { AuthSessionError } from "../errors.ts";

/**
 * @param run What may throw.
 * @returns The code of the error it throws, the error itself when it is not one of ours, null when it throws nothing.
 */
export function errorCodeOf(run: () => unknown): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof AuthSessionError ? error.code : error;
  }
}
