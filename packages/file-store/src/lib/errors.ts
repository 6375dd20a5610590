/** Why a store cannot be used. Codes are stable. */
export type FileStoreErrorCode = "FILE_STORE_UNREADABLE" | "FILE_STORE_WRITE_FAILED";

/** A failure of the file behind a store; the message says what mends it. */
export class FileStoreError extends Error {
  readonly code: FileStoreErrorCode;

  constructor(code: FileStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FileStoreError";
    this.code = code;
  }
}
