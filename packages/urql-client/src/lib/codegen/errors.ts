/** A schema or metadata folder that no model can be generated from. */
export class CodegenError extends Error {
  override readonly name = "CodegenError";
  /** Stable code of the failure. */
  readonly code: "CODEGEN_SCHEMA" | "CODEGEN_METADATA" | "CODEGEN_USAGE";

  /** @param code What failed. @param message What to do about it. */
  constructor(code: CodegenError["code"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
