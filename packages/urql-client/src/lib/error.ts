import { CombinedError } from "@urql/core";

/** What went wrong, as far as a caller has to tell cases apart. */
export type GqlErrorKind =
  | "auth"
  | "permission"
  | "validation"
  | "constraint"
  | "network"
  | "timeout"
  | "server"
  | "usage";

/** Stable code of a {@link GqlError}. */
export type GqlErrorCode = `GQL_${Uppercase<GqlErrorKind>}`;

/** What a {@link GqlError} is made of. */
export interface GqlErrorInit {
  kind: GqlErrorKind;
  message: string;
  /** Hasura's `extensions.code`. */
  serverCode?: string | undefined;
  /** HTTP status, when there was an answer. */
  status?: number | undefined;
  /** Place in the GraphQL operation. */
  path?: readonly (string | number)[] | string | undefined;
  cause?: unknown;
}

/** A GraphQL operation that failed: the only error class that leaves this package. */
export class GqlError extends Error {
  override readonly name = "GqlError";
  /** Which family of failure it is. */
  readonly kind: GqlErrorKind;
  /** `GQL_` + the kind, for logs. */
  readonly code: GqlErrorCode;
  /** Hasura's error code, for example `constraint-violation`. */
  readonly serverCode: string | undefined;
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** Where in the operation, as the server said it. */
  readonly path: readonly (string | number)[] | string | undefined;
  /** Whether doing the same again may work without changing anything. */
  readonly retryable: boolean;

  /** @param init What happened. */
  constructor(init: GqlErrorInit) {
    const { kind, message, serverCode, status, path } = init;
    super(message, init);
    this.kind = kind;
    this.code = `GQL_${kind.toUpperCase() as Uppercase<GqlErrorKind>}`;
    this.serverCode = serverCode;
    this.status = status;
    this.path = path;
    this.retryable =
      kind === "network" || kind === "timeout" || (kind === "server" && !NEVER_RETRY.has(serverCode));
  }
}

const NEVER_RETRY = new Set<string | undefined>([
  "not-supported",
  "method-not-allowed",
  "unexpected-payload",
]);

// Hasura's codes (server/lib/hasura-base, Hasura.Base.Error); what is not listed counts as the server's fault.
const CODES: Readonly<Partial<Record<GqlErrorKind, RegExp>>> = {
  auth: /^(access-denied|invalid-headers|invalid-jwt|jwt-.*)$/,
  permission: /^permission-/,
  constraint: /^(constraint-.*|conflict)$/,
  validation:
    /^(bad-request|coercion-error|data-exception|invalid-json|invalid-params|not-exists|not-found|parse-failed|validation-failed)$/,
  timeout: /^timeout$/,
};

function kindOfCode(code = ""): GqlErrorKind | undefined {
  const found = Object.entries(CODES).find(([, codes]) => codes.test(code));
  return found?.[0] as GqlErrorKind | undefined;
}

/** One entry of a GraphQL answer's `errors`. */
export interface ServerError {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

/**
 * Turns the `errors` of a GraphQL answer into one error; the first one decides.
 * @param errors The answer's `errors`.
 * @param status HTTP status of the answer.
 * @returns The typed error.
 */
export function fromServerErrors(errors: readonly ServerError[], status?: number): GqlError {
  const [first] = errors;
  const { code, path } = first?.extensions ?? {};
  const serverCode = textOf(code);
  return new GqlError({
    kind: kindOfCode(serverCode) ?? kindOfStatus(status),
    message: first?.message ?? "The API answered with an error without a message.",
    serverCode,
    status,
    path: textOf(path) ?? first?.path,
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** @returns An entry of `errors` that {@link fromServerErrors} makes the same error of. */
export function toServerError({ message, path, serverCode, kind }: GqlError): ServerError {
  const code = serverCode ?? (kind === "auth" ? "access-denied" : undefined);
  return { message, extensions: { code, path } };
}

/** @returns The kind that an HTTP status stands for when the answer names no code. */
export function kindOfStatus(status: number | undefined): GqlErrorKind {
  if (status === 401) return "auth";
  if (status === 403) return "permission";
  if (status === 408 || status === 504) return "timeout";
  return "server";
}

/**
 * The one place where whatever came out of urql, a socket or fetch becomes a {@link GqlError}.
 * Errors are told apart by shape: two copies of `@urql/core` in one process have different classes.
 * @param error Anything thrown or delivered as an error.
 * @returns The typed error.
 */
export function toGqlError(error: unknown): GqlError {
  if (error instanceof GqlError) return error;
  if (Array.isArray(error)) return fromServerErrors(error as ServerError[]);
  if (isCombined(error)) {
    if (error.networkError) return toGqlError(withStatus(error.networkError, error.response));
    return fromServerErrors(error.graphQLErrors as readonly ServerError[], statusOf(error.response));
  }
  const status = statusOf(error);
  if (status !== undefined) {
    return new GqlError({
      kind: kindOfStatus(status),
      message: `The API answered ${status}.`,
      status,
      cause: error,
    });
  }
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) {
    return new GqlError({ kind: "timeout", message: "The API did not answer in time.", cause: error });
  }
  const detail = error instanceof Error ? error.message : closeReason(error);
  return new GqlError({ kind: "network", message: `The API could not be reached: ${detail}.`, cause: error });
}

/** @returns A `CombinedError` that carries the typed error, for urql's own hooks and exchanges. */
export function toCombinedError(error: GqlError): CombinedError {
  return new CombinedError({ networkError: error });
}

function isCombined(error: unknown): error is CombinedError {
  return error instanceof Error && error.name === "CombinedError" && "graphQLErrors" in error;
}

function withStatus(error: Error, response: unknown): unknown {
  const status = statusOf(response);
  return error instanceof GqlError || status === undefined || status < 400 ? error : { status, cause: error };
}

function statusOf(value: unknown): number | undefined {
  const status = (value as { status?: unknown } | null | undefined)?.status;
  return typeof status === "number" ? status : undefined;
}

function closeReason(error: unknown): string {
  const { code, reason } = (error ?? {}) as Partial<CloseEvent>;
  return code === undefined ? "no connection" : `the socket closed with ${code} ${reason ?? ""}`.trimEnd();
}
