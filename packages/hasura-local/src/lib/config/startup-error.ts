/** What kept the server or a command from doing its work, for programs; the message says it to people. */
export type StartupErrorCode =
  | "CONFIG_INVALID"
  | "PROJECT_INVALID"
  | "METADATA_INVALID"
  | "MIGRATION_INVALID"
  | "MIGRATION_FAILED"
  | "SEED_FAILED"
  | "DATABASE_UNREACHABLE"
  | "DATABASE_BUSY"
  | "PORT_IN_USE"
  | "PORT_DENIED";

/** An expected failure outside of any request: one sentence that names the file, variable or port to look at. */
export class StartupError extends Error {
  override readonly name = "StartupError";
  readonly code: StartupErrorCode;

  constructor(code: StartupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
