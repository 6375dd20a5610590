/** Error codes of Hasura v2's APIs (`extensions.code` of a GraphQL error, `code` of a metadata error). */
export type HasuraErrorCode =
  | "access-denied"
  | "already-exists"
  | "already-tracked"
  | "already-untracked"
  | "bad-request"
  | "busy"
  | "concurrent-update"
  | "conflict"
  | "constraint-error"
  | "constraint-violation"
  | "cyclic-dependency"
  | "data-exception"
  | "dependency-error"
  | "invalid-configuration"
  | "invalid-headers"
  | "invalid-json"
  | "invalid-jwt"
  | "invalid-params"
  | "jwt-invalid-claims"
  | "jwt-missing-role-claims"
  | "method-not-allowed"
  | "not-exists"
  | "not-found"
  | "not-supported"
  | "parse-failed"
  | "permission-denied"
  | "permission-error"
  | "postgres-error"
  | "start-failed"
  | "timeout"
  | "unexpected"
  | "unexpected-payload"
  | "validation-failed"
  // An action's handler may send a code of its own.
  | (string & {});

export interface HasuraErrorDetail {
  /** JSONPath into the request, e.g. `$.selectionSet.dinners.args.where`. */
  path?: string;
  /** More for administrators; the server shows it to the role admin only. */
  internal?: unknown;
  /** Replaces `extensions` whole: an action's handler may send its own. */
  extensions?: Record<string, unknown>;
  cause?: unknown;
}

/** An expected failure of a request: has Hasura's code, message and path, and is shown to the client. */
export class GraphQLRequestError extends Error {
  override readonly name = "GraphQLRequestError";
  readonly code: HasuraErrorCode;
  readonly path: string;
  readonly internal: unknown;
  readonly extensions: Record<string, unknown> | undefined;

  /**
   * @param code Hasura's error code.
   * @param message Hasura's wording where it has one.
   * @param detail path (default `$`), administrators' detail, cause.
   */
  constructor(code: HasuraErrorCode, message: string, detail: HasuraErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.code = code;
    this.path = detail.path ?? "$";
    this.internal = detail.internal;
    this.extensions = detail.extensions;
  }

  /**
   * The error as one entry of a GraphQL response's `errors`, keys in Hasura's order.
   *
   * @param showInternal true for the role admin: adds `internal`.
   */
  toGraphQL(showInternal: boolean): { message: string; extensions: Record<string, unknown> } {
    const extensions = this.extensions ?? { path: this.path, code: this.code };
    return showInternal && this.internal !== undefined
      ? { message: this.message, extensions: { ...extensions, internal: this.internal } }
      : { message: this.message, extensions };
  }
}

/** Metadata and database do not fit together (an unknown table, an ambiguous foreign key, a type that collides). */
export class InconsistentMetadataError extends Error {
  override readonly name = "InconsistentMetadataError";
  readonly code = "invalid-configuration";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The metadata does not fit the database:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
