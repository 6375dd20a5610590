import { GraphQLRequestError } from "../errors.ts";
import type { HasuraErrorCode } from "../errors.ts";

/** The request does not say who asks, or not believably. */
export class AuthenticationError extends GraphQLRequestError {
  /** HTTP status outside of the GraphQL endpoint, which always answers 200. */
  readonly status: 400 | 401 | 500;

  constructor(status: 400 | 401 | 500, code: HasuraErrorCode, message: string, cause?: unknown) {
    super(code, message, { cause });
    this.status = status;
  }
}
