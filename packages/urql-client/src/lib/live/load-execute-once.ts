import type { executeOnce } from "./execute-once.ts";

let loading: Promise<typeof executeOnce> | undefined;

/**
 * Loads what asks single questions over a socket, which only pages do that say so, once. A try that failed is made again with the next need.
 * @returns {@link executeOnce}.
 */
export function loadExecuteOnce(): Promise<typeof executeOnce> {
  return (loading ??= import("./execute-once.ts").then(
    (found) => found.executeOnce,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  ));
}
