/**
 * Why a store did not answer, for the log. Messages may repeat what was sent, so that only the error's code or name is told.
 *
 * @param error What the store threw.
 * @returns A word.
 */
export function storeFailure(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
