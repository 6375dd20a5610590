/** What went wrong, for programs; the message says it to people, with what to do next. */
export type LocalPostgresErrorCode =
  | "POSTGRES_BINARIES_MISSING"
  | "POSTGRES_DATA_DIR_DENIED"
  | "POSTGRES_DATA_DIR_FOREIGN"
  | "POSTGRES_DATA_DIR_IN_USE"
  | "POSTGRES_NO_ORDINARY_USER"
  | "POSTGRES_PORT_IN_USE"
  | "POSTGRES_START_FAILED"
  | "POSTGRES_VERSION_MISMATCH";

/** The only error this package throws on purpose. */
export class LocalPostgresError extends Error {
  override readonly name = "LocalPostgresError";
  readonly code: LocalPostgresErrorCode;

  constructor(code: LocalPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
